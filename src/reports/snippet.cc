#include "reports/snippet.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "reports/width.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kNeighbours = 1;  ///< lines before and after

/// The first `width` columns of a text that may be printed.
std::string FirstColumns(std::string_view text, int width, const Pen& pen) {
  const std::string ellipsis = pen[Sign::kEllipsis];
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string out;
  int taken = DisplayWidth(ellipsis);
  while (!text.empty()) {
    const std::string_view character = text.substr(0, std::max<std::size_t>(1, Utf8Length(text)));
    taken += DisplayWidth(character);
    if (taken > width) break;
    out += character;
    text.remove_prefix(character.size());
  }
  return out + ellipsis;
}

class SnippetPage {
 public:
  SnippetPage(std::size_t last_line, int columns, const Pen& pen)
      : digits_(static_cast<int>(std::to_string(last_line).size())),
        room_(std::max(20, columns - digits_ - 3)),
        pen_(pen) {}

  void Bar(std::string_view text = "") {
    const std::string bar = fmt::format("{:>{}}", "|", digits_ + 2);
    out_ += pen_(Ink::kPlace, bar) + (text.empty() ? "" : " " + std::string(text)) + "\n";
  }
  void Line(std::size_t number, std::string_view text) {
    const std::string head = fmt::format("{:>{}} |", number, digits_);
    const std::string shown = FirstColumns(Printable(text), room_, pen_);
    out_ += pen_(Ink::kPlace, head) + (Trim(shown).empty() ? "" : " " + shown) + "\n";
  }
  void Change(std::size_t number, std::string_view text, bool added) {
    const std::string head = fmt::format("{:>{}} ", number, digits_);
    const std::string line = (added ? "+ " : "- ") + FirstColumns(Printable(text), room_, pen_);
    out_ += pen_(Ink::kPlace, head) + pen_(added ? Ink::kGood : Ink::kError, line) + "\n";
  }

  int room() const { return room_; }
  std::string out_;

 private:
  int digits_, room_;
  const Pen& pen_;
};

/// A line with its caret. What does not fit is left out at the left, so that the caret is seen.
void WriteMarked(std::string_view line, std::size_t from, std::size_t to, std::size_t number, Ink ink, const Pen& pen,
                 SnippetPage& page) {
  std::string before = Printable(line.substr(0, from));
  const std::string meant = Printable(line.substr(from, to - from)), after = Printable(line.substr(to));
  const int caret = std::clamp(DisplayWidth(meant), 1, page.room() / 2);
  const std::string ellipsis = pen[Sign::kEllipsis];
  const int sign = DisplayWidth(ellipsis);  // it stands at the left, and again at the right when `after` does not fit
  if (DisplayWidth(before) + caret + sign > page.room()) {
    const int most = page.room() - caret - 2 * sign;
    while (DisplayWidth(before) > most) before.erase(0, std::max<std::size_t>(1, Utf8Length(before)));
    before = ellipsis + before;
  }
  page.Line(number, before + meant + after);
  page.Bar(std::string(static_cast<std::size_t>(DisplayWidth(before)), ' ') +
           pen(ink, std::string(static_cast<std::size_t>(caret), '^')));
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines = Split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

/// Edits that touch the same or neighbouring lines, as one change.
void WriteChange(std::string_view text, const LineIndex& lines, std::vector<Edit> edits, SnippetPage& page) {
  const std::size_t begin = lines.LineBegin(edits.front().span.begin), end = lines.LineEnd(edits.back().span.end);
  const std::string_view old_text = text.substr(begin, end - begin);
  for (Edit& edit : edits) edit.span = {edit.span.begin - begin, edit.span.end - begin};
  const std::string new_text = ApplyEdits(old_text, edits);
  std::vector<std::string_view> before = LinesOf(old_text), after = LinesOf(new_text);
  std::size_t number = lines.At(begin).line;
  while (!before.empty() && !after.empty() && before.front() == after.front()) {
    before.erase(before.begin());
    after.erase(after.begin());
    ++number;
  }
  while (!before.empty() && !after.empty() && before.back() == after.back()) {
    before.pop_back();
    after.pop_back();
  }
  for (std::size_t i = 0; i < before.size(); ++i) page.Change(number + i, before[i], false);
  for (std::size_t i = 0; i < after.size(); ++i) page.Change(number + i, after[i], true);
}

}  // namespace

std::string Snippet(const LineIndex& lines, Span span, int columns, Ink ink, const Pen& pen) {
  const std::size_t number = lines.At(span.begin).line, line_begin = lines.LineBegin(span.begin);
  const auto blank = [&](std::size_t line) { return Trim(lines.Line(line)).empty(); };
  std::size_t first = number > kNeighbours ? number - kNeighbours : 1;
  std::size_t last = std::min(number + kNeighbours, lines.count());
  while (first < number && blank(first)) ++first;
  while (last > number && blank(last)) --last;
  SnippetPage page(last, columns, pen);
  page.Bar();
  for (std::size_t line = first; line <= last; ++line) {
    const std::string_view text = lines.Line(line);
    if (line == number) {
      const std::size_t from = span.begin - line_begin;
      WriteMarked(text, from, std::min(span.end - line_begin, text.size()), line, ink, pen, page);
    } else {
      page.Line(line, text);
    }
  }
  page.Bar();
  return page.out_;
}

std::string SnippetOfChange(std::string_view text, const LineIndex& lines, const std::vector<Edit>& edits, int columns,
                            const Pen& pen) {
  std::vector<Edit> sorted = edits;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  SnippetPage page(lines.At(sorted.back().span.end).line + 1, columns, pen);
  for (auto from = sorted.begin(); from != sorted.end();) {
    auto to = from + 1;
    while (to != sorted.end() && lines.At(to->span.begin).line <= lines.At((to - 1)->span.end).line) ++to;
    WriteChange(text, lines, {from, to}, page);
    from = to;
  }
  return page.out_;
}

}  // namespace sftdoctor
