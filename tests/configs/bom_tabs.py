# BOM
class A:
	lr = 1e-4
	name = "tab"	# 中文

	class B:
		x = 1