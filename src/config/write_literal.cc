#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "config/edit.h"
#include "config/yaml_scalar.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

/// The three words of a language that JSON has too, and its numbers that are none.
struct Words {
  const char *null, *yes, *no, *infinity, *minus_infinity, *nan;
};
constexpr Words kWords[] = {
    {"None", "True", "False", "float(\"inf\")", "float(\"-inf\")", "float(\"nan\")"},
    {"null", "true", "false", ".inf", "-.inf", ".nan"},
    {"null", "true", "false", "Infinity", "-Infinity", "NaN"},
};

bool IsExponential(std::string_view number) {
  return number.find_first_of("eE") != std::string_view::npos &&
         number.find_first_of("xX\"'") == std::string_view::npos;
}

/// 5e-5, 0.002, 12.0, 1.5e+20: the shortest digits that are read back as the same number.
std::string WriteFloat(double value, Language language, std::string_view old_text) {
  const Words& words = kWords[static_cast<std::size_t>(language)];
  if (std::isnan(value)) return words.nan;
  if (std::isinf(value)) return value < 0 ? words.minus_infinity : words.infinity;
  char buffer[400];
  const double size = std::abs(value);
  const bool exponent = size != 0 && (size < 1e-3 || size >= 1e16 || IsExponential(old_text));
  const auto format = exponent ? std::chars_format::scientific : std::chars_format::fixed;
  const std::string digits(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr);
  if (!exponent) return digits.find('.') == std::string::npos ? digits + ".0" : digits;
  const std::size_t e = digits.find('e');
  std::string mantissa = digits.substr(0, e);
  // PyYAML takes a number for a float only with a point and a signed exponent.
  if (language == Language::kYaml && mantissa.find('.') == std::string::npos) mantissa += ".0";
  const int power = std::stoi(digits.substr(e + 1));
  return mantissa + (language == Language::kYaml && power >= 0 ? "e+" : "e") + std::to_string(power);
}

std::string PythonText(const std::string& text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + quote;
}

/// The quote that a text begins with; 0 when it is not quoted.
char QuoteOf(std::string_view old_text) {
  const std::size_t at = old_text.find_first_of("'\"");
  return at != std::string_view::npos && at <= 2 ? old_text[at] : '\0';
}

std::string YamlText(const std::string& text, std::string_view old_text) {
  const char quote = old_text.empty() || (old_text[0] != '\'' && old_text[0] != '"') ? '\0' : old_text[0];
  if (quote == '\0' && IsPlainYaml(text)) return text;
  const bool printable = text.find_first_of("\n\r\t") == std::string::npos;
  if (quote == '\'' && printable) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
  }
  return Json(text).dump();  // what JSON escapes, YAML's double quotes read the same way
}

std::string WriteText(const std::string& text, Language language, std::string_view old_text) {
  if (language == Language::kJson) return Json(text).dump();
  if (language == Language::kYaml) return YamlText(text, old_text);
  return PythonText(text, QuoteOf(old_text) == '\'' ? '\'' : '"');
}

std::string WriteList(const Json& value, Language language, std::string_view old_text) {
  const bool tuple = language == Language::kPython && old_text.starts_with('(');
  std::string out;
  for (const Json& item : value) out += (out.empty() ? "" : ", ") + WriteLiteral(item, language, "");
  if (tuple) return "(" + out + (value.size() == 1 ? ",)" : ")");
  return "[" + out + "]";
}

std::string WriteMapping(const Json& value, Language language) {
  std::string out;
  for (const auto& [key, item] : value.items())
    out += (out.empty() ? "" : ", ") + WriteText(key, language, "") + ": " + WriteLiteral(item, language, "");
  return "{" + out + "}";
}

}  // namespace

std::string WriteLiteral(const Json& value, Language language, std::string_view old_text) {
  const Words& words = kWords[static_cast<std::size_t>(language)];
  if (value.is_boolean()) return value.get<bool>() ? words.yes : words.no;
  if (value.is_number_float()) return WriteFloat(value.get<double>(), language, old_text);
  if (value.is_number()) return value.dump();
  if (value.is_string()) return WriteText(value.get_ref<const std::string&>(), language, old_text);
  if (value.is_array()) return WriteList(value, language, old_text);
  if (value.is_object()) return WriteMapping(value, language);
  return words.null;
}

}  // namespace sftdoctor
