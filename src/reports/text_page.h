// A page of plain text in the making: wrapped paragraphs with hanging indents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/paint.h"
#include "reports/session.h"
#include "reports/width.h"
#include "reports/words.h"

namespace sftdoctor {

struct TextPage {
  explicit TextPage(const Style& style) : style(style), words(style), pen(style) {}

  Style style;
  Words words;
  Pen pen;
  std::string out;

  /// A paragraph; `first` begins its first line, the others are indented as far or by `hang`.
  void Write(std::string_view text, std::string_view first = "", int hang = -1) {
    const int width = hang < 0 ? DisplayWidth(first) : hang;
    out += Wrap(text, style.columns, first, std::string(static_cast<std::size_t>(width), ' '));
  }
  /// "label: text" with the label in ink and the rest of the lines indented by two more than `first`.
  void WriteLabelled(Ink ink, std::string_view label, std::string_view text, std::string_view first = "") {
    Write(words.Labelled(pen(ink, label), text), first, DisplayWidth(first) + 2);
  }
  /// Items on as few lines as they fit, none broken.
  void WriteItems(const std::vector<std::string>& items) {
    std::string line;
    for (const std::string& item : items) {
      const std::string longer = line.empty() ? "  " + item : line + pen.between() + item;
      if (!line.empty() && DisplayWidth(longer) > style.columns) {
        WriteRaw(line);
        line = "  " + item;
      } else {
        line = longer;
      }
    }
    if (!line.empty()) WriteRaw(line);
  }
  /// A line as it is: plots, tables, and places, which are for copying.
  void WriteRaw(std::string_view line) { out.append(line).append("\n"); }
  /// An empty line, never two.
  void Gap() {
    if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
  }
};

}  // namespace sftdoctor
