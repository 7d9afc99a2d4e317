#include "reports/html/markup.h"

#include "reports/width.h"

namespace sftdoctor {
namespace {

std::string InBoth(const Text& text, std::string (*write)(std::string_view)) {
  if (text.zh.empty() || text.zh == text.en) return write(text.en);
  return "<span lang=\"en\">" + write(text.en) + "</span><span lang=\"zh\">" + write(text.zh) + "</span>";
}

}  // namespace

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : Printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string Prose(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos) return out + Escaped(text);
    out += Escaped(text.substr(0, open)) + "<code>" + Escaped(text.substr(open + 1, close - open - 1)) + "</code>";
    text.remove_prefix(close + 1);
  }
}

std::string Both(const Text& text) { return InBoth(text, Prose); }

std::string BothEscaped(const Text& text) { return InBoth(text, Escaped); }

std::string ScriptSafe(std::string json) {
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at)) {
    json.replace(at, 1, "\\u003c");
  }
  return json;
}

}  // namespace sftdoctor
