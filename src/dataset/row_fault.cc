#include "dataset/row_fault.h"

#include <array>

namespace sftdoctor {

const Text& TextOf(RowFault fault) {
  static const std::array<Text, static_cast<std::size_t>(RowFault::kFaults)> kTexts = {{
      {"", ""},
      {"is no JSON object", "不是 JSON 对象"},
      {"goes on behind its end", "对象结束后还有内容"},
      {"nests too deep", "嵌套过深"},
      {"wants a key in double quotes", "键没有写在双引号里"},
      {"wants a colon behind a key", "键后面缺少冒号"},
      {"wants a comma", "缺少逗号"},
      {"holds something that is no JSON value", "含有不合法的 JSON 值"},
      {"holds an unfinished number", "数字不完整"},
      {"is cut short", "内容不完整"},
      {"is cut short within a text", "字符串没有结束"},
      {"holds a control character within a text", "字符串里有控制字符"},
      {"holds an unknown escape", "转义序列不合法"},
      {"is longer than 64 MiB", "超过 64 MiB"},
      {"is missing beside a comma", "逗号旁缺少内容"},
      {"stands behind the end of the array", "数组结束后还有内容"},
      {"is missing: the array has no end", "数组没有结尾"},
      {"has more or fewer fields than the first line", "字段数与首行不一致"},
  }};
  return kTexts[static_cast<std::size_t>(fault)];
}

}  // namespace sftdoctor
