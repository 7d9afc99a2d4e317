#include "config/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>

#include "base/pattern.h"
#include "base/text.h"
#include "config/document_section.h"
#include "config/member_insert.h"
#include "config/syntax_tree.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kDeepest = 100;

Literal Number(std::string_view token) {
  static const Pattern kInteger(R"(^-?(?:0|[1-9][0-9]*)$)");
  static const Pattern kFloat(R"(^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$)");
  if (token == "NaN") return {std::nan(""), ""};
  if (token == "Infinity" || token == "-Infinity") return {token[0] == '-' ? -HUGE_VAL : HUGE_VAL, ""};
  if (kInteger.Matches(token)) {
    std::int64_t value = 0;
    const auto error = std::from_chars(token.data(), token.data() + token.size(), value).ec;
    return error == std::errc() ? Literal{value, ""} : Literal{nullptr, "is beyond 64 bits"};
  }
  if (!kFloat.Matches(token)) return {nullptr, "is not a number of JSON"};
  return {std::strtod(std::string(token).c_str(), nullptr), ""};
}

Literal Text(std::string_view token) {
  Json text = Json::parse(token, nullptr, false);
  return text.is_string() ? Literal{std::move(text), ""} : Literal{nullptr, "is not a text of JSON"};
}

Literal Value(const SyntaxNode& node, int depth) {
  if (depth > kDeepest) return {nullptr, "is nested too deeply"};
  if (node.Is("number")) return Number(node.text());
  if (node.Is("string")) return Text(node.text());
  if (node.Is("true") || node.Is("false")) return {node.Is("true"), ""};
  if (node.Is("null")) return {};
  Literal out;
  out.value = node.Is("object") ? Json::object() : Json::array();
  if (!node.Is("object") && !node.Is("array")) return {nullptr, "is not JSON"};
  for (const SyntaxNode& part : node.children()) {
    Literal item = Value(node.Is("object") ? part.Field("value") : part, depth + 1);
    const Literal key = node.Is("object") ? Text(part.Field("key").text()) : Literal{};
    if (!item.known() || !key.known()) return {nullptr, item.known() ? key.unknown : item.unknown};
    if (node.Is("array")) {
      out.value.push_back(std::move(item.value));
    } else {
      out.value[key.value.get<std::string>()] = std::move(item.value);
    }
  }
  return out;
}

void AddMembers(const SyntaxNode& object, const std::string& prefix, int depth, DocumentSection& section) {
  std::set<std::string> seen;
  for (const SyntaxNode& pair : object.children()) {
    const SyntaxNode key = pair.Field("key"), value = pair.Field("value");
    const Literal name = Text(key.text());
    if (!pair.Is("pair") || !name.known() || !value) continue;
    const std::string path = prefix + name.value.get<std::string>();
    const bool nested = value.Is("object") && !value.children().empty() && depth < kDeepest;
    if (!seen.insert(path).second && (nested || !section.Has(path))) section.Drop(path);
    if (nested) {
      AddMembers(value, path + ".", depth + 1, section);
    } else {
      section.Add(path, Value(value, depth), key.span(), value.span());
    }
  }
}

}  // namespace

void ReadJson(ConfigFile& file) {
  const SyntaxTree tree(file.text, Language::kJson);
  const LineIndex lines(file.text);
  AddComments(tree, lines, file);
  const bool comment = !tree.comments().empty() && !LowerAscii(file.path).ends_with(".jsonc");
  std::size_t broken = std::min(tree.broken_at(), comment ? tree.comments()[0].begin : std::string::npos);
  const std::vector<SyntaxNode> values = tree.root().children();
  if (values.size() > 1) broken = std::min(broken, values[1].span().begin);
  if (broken != std::string::npos) file.broken = PlaceIn(file, lines, broken);
  const auto object = std::find_if(values.begin(), values.end(), [](const SyntaxNode& v) { return v.Is("object"); });
  if (object == values.end() || values.size() > 1) return;
  DocumentSection section(file, lines, 1, object->span().begin);
  AddMembers(*object, "", 0, section);
  InsertIntoMembers(*object, file.text, lines, section.section());
  file.sections.push_back(section.Take());
}

}  // namespace sftdoctor
