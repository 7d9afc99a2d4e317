# -*- coding: gbk -*-
class A:
    lr = 1e-4  # 学习率
    epochs = 3
