#include "dataset_rows.h"

#include <fmt/format.h>

#include <vector>

#include "made_up.h"

namespace samples {
namespace {

struct Row {
  std::string prompt, response;
};

/// The first characters of a text: what text[:n] does in Python.
std::string Sliced(const std::string& text, int characters) {
  std::size_t end = 0;
  while (end < text.size() && characters > 0) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    --characters;
  }
  return text.substr(0, end);
}

Row MakeRow(Random& random) {
  const auto pick = [&](int from, int to) { return from + static_cast<int>(random.Uniform() * (to - from)); };
  const int a = pick(11, 99), b = pick(11, 99), kind = pick(0, 3);
  if (kind == 0) {
    return {fmt::format("请问 {} 加 {} 等于多少？请写出计算过程。", a, b),
            fmt::format("先算十位，{} 加 {} 等于 {}；再算个位，{} 加 {} 等于 {}；合起来，答案是 {}。", a / 10 * 10,
                        b / 10 * 10, a / 10 * 10 + b / 10 * 10, a % 10, b % 10, a % 10 + b % 10, a + b)};
  }
  if (kind == 1) {
    return {fmt::format("小明有 {} 元钱，买书花了 {} 元，还剩多少元？", a + b, a),
            fmt::format("小明原来有 {} 元，花掉 {} 元，{} 减 {} 等于 {}，所以还剩 {} 元。", a + b, a, a + b, a, b, b)};
  }
  return {fmt::format("一箱苹果有 {} 个，{} 箱一共有多少个苹果？", a, b % 9 + 2),
          fmt::format("每箱 {} 个，共有 {} 箱，用乘法计算：{} 乘以 {} 等于 {}，所以一共有 {} 个苹果。", a, b % 9 + 2, a,
                      b % 9 + 2, a * (b % 9 + 2), a * (b % 9 + 2))};
}

std::string Line(const Row& row) {
  return fmt::format("{{\"prompt\": \"{}\", \"response\": \"{}\"}}\n", row.prompt, row.response);
}

std::vector<Row> TrainRows() {
  Random random(7);
  std::vector<Row> rows;
  for (int i = 0; i < 240; ++i) {
    Row row = MakeRow(random);
    row.response = Sliced(row.response, 52);
    rows.push_back(i % 30 == 29 ? rows[static_cast<std::size_t>(i) / 2] : row);
  }
  return rows;
}

}  // namespace

std::string DatasetRows(bool train) {
  const std::vector<Row> rows = TrainRows();
  std::string text;
  if (train) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == 16) {
        text += fmt::format("{{\"prompt\": \"{}\", \"response\": null}}\n", rows[i].prompt);
      } else {
        text += Line(i == 87 ? Row{rows[i].prompt, "  "} : rows[i]);
      }
    }
    return text;
  }
  Random random(8);
  for (std::size_t i = 0; i < 60; ++i) text += Line(i % 8 == 3 ? rows[3 * i] : MakeRow(random));
  return text;
}

}  // namespace samples
