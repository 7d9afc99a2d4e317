#include "config/yaml_reader.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "config/document_section.h"
#include "config/member_insert.h"
#include "config/python_token.h"
#include "config/syntax_tree.h"
#include "config/yaml_scalar.h"
#include "config/yaml_text.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kDeepest = 100;
constexpr int kMostAliased = 20000;  ///< nodes read again through aliases: a few lines can stand for millions

/// A node with its anchor and tag taken off.
struct Content {
  SyntaxNode node;
  std::string anchor, tag;
};

bool IsMapping(const SyntaxNode& node) { return node.Is("block_mapping") || node.Is("flow_mapping"); }
/// What reading a node again takes beyond that of a short scalar.
int WeightOf(const SyntaxNode& node) { return static_cast<int>(node.text().size() / 64); }
bool IsSequence(const SyntaxNode& node) { return node.Is("block_sequence") || node.Is("flow_sequence"); }

Literal ReadTagged(const std::string& tag, const std::string& text) {
  if (tag == "!!str" || tag == "!") return {text, ""};
  const Literal plain = ResolveYaml(text);
  if (!plain.known()) return plain;
  if (tag == "!!int" && plain.value.is_number_integer()) return plain;
  if (tag == "!!bool" && plain.value.is_boolean()) return plain;
  if (tag == "!!null") return {};
  if (tag == "!!float" && plain.value.is_number()) return {plain.value.get<double>(), ""};
  const PyValue number = tag == "!!float" ? FloatFromText(text) : Unknown("");
  if (const auto* value = number.As<double>()) return {*value, ""};
  return {nullptr, "has the tag " + tag};
}

class YamlDocument {
 public:
  YamlDocument(ConfigFile& file, const LineIndex& lines, std::size_t number, const SyntaxNode& mapping)
      : file_(file), lines_(lines), section_(file, lines, number, mapping.span().begin) {
    std::set<std::string> seen;
    AddMapping(mapping, "", 0, false, seen);
    Insertion(mapping);
  }
  Section Take() { return section_.Take(); }

  static Content Open(const SyntaxNode& node) {
    Content out;
    for (const SyntaxNode& part : node.children()) {
      if (part.Is("anchor")) {
        out.anchor = part.text().substr(1);
      } else if (part.Is("tag")) {
        out.tag = part.text();
      } else {
        out.node = part;
      }
    }
    return out;
  }

 private:
  /// The content, or what an alias stands for. Remembers anchors.
  Content Resolve(const SyntaxNode& node) {
    Content content = Open(node);
    if (!content.anchor.empty()) anchors_[content.anchor] = node;
    if (!content.node.Is("alias")) return content;
    const auto anchor = anchors_.find(std::string(content.node.text().substr(1)));
    if (anchor == anchors_.end() || ++aliased_ > kMostAliased) return {};
    content = Open(anchor->second);
    return content.node.Is("alias") ? Content{} : content;
  }

  /// A plain or quoted scalar as text; nothing when it is neither or cannot be read.
  std::optional<std::string> TextOf(const SyntaxNode& node) const {
    if (node.Is("plain_scalar")) return FoldYamlLines(node.text());
    if (node.Is("double_quote_scalar") || node.Is("single_quote_scalar")) return ReadYamlQuoted(node.text());
    return std::nullopt;
  }

  Literal Scalar(const Content& content, int indent) const {
    std::optional<std::string> text = TextOf(content.node);
    if (content.node.Is("block_scalar")) text = ReadYamlBlock(file_.text, content.node.span().begin, indent);
    if (!text) return {nullptr, "is a text that is not resolved"};
    if (ValidUtf8(*text) != *text) return {nullptr, "is not UTF-8"};
    if (!content.tag.empty()) return ReadTagged(content.tag, *text);
    return content.node.Is("plain_scalar") ? ResolveYaml(*text) : Literal{*text, ""};
  }

  int Column(const SyntaxNode& node) const {
    return static_cast<int>(node.span().begin - lines_.LineBegin(node.span().begin));
  }

  Literal Value(const SyntaxNode& node, int indent, int depth) {
    if (depth > kDeepest) return {nullptr, "is nested too deeply"};
    const bool alias = Open(node).node.Is("alias");
    const Content content = Resolve(node);
    aliases_ += alias;
    Literal out =
        alias && !content.node ? Literal{nullptr, "is an alias that is not resolved"} : Inside(content, indent, depth);
    aliases_ -= alias;
    return out;
  }

  Literal Inside(const Content& content, int indent, int depth) {
    if (aliases_ > 0 && ++aliased_ > kMostAliased) return {nullptr, "is too large"};
    if (!content.node) return content.tag == "!!str" ? Literal{"", ""} : Literal{};
    const bool mapping = IsMapping(content.node);
    if (!mapping && !IsSequence(content.node)) {
      if (aliases_ > 0) aliased_ += WeightOf(content.node);
      return Scalar(content, indent);
    }
    if (!content.tag.empty() && content.tag != "!!map" && content.tag != "!!seq")
      return {nullptr, "has the tag " + content.tag};
    Literal out;
    out.value = mapping ? Json::object() : Json::array();
    for (const SyntaxNode& part : content.node.children()) {
      if (mapping || part.Is("flow_pair")) {
        Json pair = Json::object();
        AddPair(part, depth, mapping ? out.value : pair, out.unknown);
        if (!mapping) out.value.push_back(std::move(pair));
      } else {
        const std::vector<SyntaxNode> inner = part.children();
        const bool item = part.Is("block_sequence_item");
        Literal value;
        if (!item || !inner.empty()) value = Value(item ? inner[0] : part, Column(part), depth + 1);
        out.unknown = value.unknown;
        out.value.push_back(std::move(value.value));
      }
      if (!out.known()) return {nullptr, out.unknown};
    }
    return out;
  }

  /// A pair of a mapping within a list.
  void AddPair(const SyntaxNode& pair, int depth, Json& object, std::string& unknown) {
    const SyntaxNode key = pair.Is("flow_node") ? pair : pair.Field("key"), value = pair.Field("value");
    const std::optional<std::string> name = TextOf(Open(key).node);
    if (!name || *name == "<<") {
      unknown = name ? "merges a mapping" : "has a key that is no text";
      return;
    }
    Literal item;
    if (value) item = Value(value, Column(pair), depth + 1);
    unknown = item.unknown;
    object[ValidUtf8(*name)] = std::move(item.value);
  }

  void AddMapping(const SyntaxNode& mapping, const std::string& prefix, int depth, bool inherited,
                  std::set<std::string>& seen) {
    const std::vector<SyntaxNode> pairs = mapping.children();
    for (const SyntaxNode& pair : pairs) {
      if (pair.Field("key").text() == "<<" && pair.Field("value")) Merge(pair.Field("value"), prefix, depth, seen);
    }
    for (const SyntaxNode& pair : pairs) {
      const SyntaxNode key = pair.Is("flow_node") ? pair : pair.Field("key"), value = pair.Field("value");
      const std::optional<std::string> name = TextOf(Open(key).node);
      if (!name || name->empty() || key.text() == "<<" || ValidUtf8(*name) != *name) continue;
      AddMember(prefix + *name, Open(key).node, value, Column(pair), depth, inherited, seen);
    }
  }

  void AddMember(const std::string& path, const SyntaxNode& key, const SyntaxNode& value, int indent, int depth,
                 bool inherited, std::set<std::string>& seen) {
    const Content own = value ? Open(value) : Content{}, content = value ? Resolve(value) : Content{};
    const bool alias = own.node.Is("alias"), tagged = !content.tag.empty() && content.tag != "!!map";
    const bool nested = IsMapping(content.node) && !content.node.children().empty() && depth < kDeepest && !tagged &&
                        aliased_ < kMostAliased;
    if (!seen.insert(path).second && (nested || !section_.Has(path))) section_.Drop(path);
    if (nested) {
      std::set<std::string> inner;
      aliases_ += alias;
      AddMapping(content.node, path + ".", depth + 1, inherited || alias, inner);
      aliases_ -= alias;
      return;
    }
    const Literal literal = value ? Value(value, indent, depth) : Literal{};
    // What stands behind an alias stands there for others too.
    section_.Add(path, literal, key.span(), aliases_ > 0 ? Span{} : ValueSpan(own.node), inherited);
  }

  /// A block ends before the line ends behind it: another key may be written there.
  Span ValueSpan(const SyntaxNode& node) const {
    Span span = node.span();
    if (node.Is("block_scalar")) span.end = span.begin + node.text().find_last_not_of(" \t\r\n") + 1;
    return span;
  }

  /// `<<: *base`, `<<: [*a, *b]`: what an earlier one of a list has is not replaced by a later one.
  void Merge(const SyntaxNode& value, const std::string& prefix, int depth, std::set<std::string>& seen) {
    const Content content = Resolve(value);
    std::vector<SyntaxNode> bases{value};
    if (content.node.Is("flow_sequence")) bases = content.node.children();
    for (auto base = bases.rbegin(); base != bases.rend(); ++base) {
      const Content one = Resolve(*base);
      if (!IsMapping(one.node) || depth >= kDeepest || ++aliased_ > kMostAliased) continue;
      aliased_ += WeightOf(one.node);
      ++merges_;
      if (merges_ < kDeepest) AddMapping(one.node, prefix, depth, true, seen);
      --merges_;
    }
  }

  void Insertion(const SyntaxNode& mapping) {
    Section& section = section_.section();
    if (mapping.Is("flow_mapping")) return InsertIntoMembers(mapping, file_.text, lines_, section);
    const std::vector<SyntaxNode> pairs = mapping.children();
    if (pairs.empty()) return;
    const Span last = pairs.back().span();
    const std::string_view text = std::string_view(file_.text).substr(last.begin, last.end - last.begin);
    const std::size_t end = last.begin + (text.find_last_not_of(" \t\r\n") + 1);
    section.insertable = true;
    section.insert_at = lines_.LineEnd(end);
    section.insert_prefix =
        std::string(lines_.Newline()) + std::string(static_cast<std::size_t>(Column(pairs.front())), ' ');
  }

  ConfigFile& file_;
  const LineIndex& lines_;
  DocumentSection section_;
  std::map<std::string, SyntaxNode> anchors_;
  int aliased_ = 0;  ///< nodes read through aliases so far
  int aliases_ = 0;  ///< aliases that the reading is in
  int merges_ = 0;
};

}  // namespace

void ReadYaml(ConfigFile& file) {
  const SyntaxTree tree(file.text, Language::kYaml);
  const LineIndex lines(file.text);
  AddComments(tree, lines, file);
  std::size_t number = 0;
  for (const SyntaxNode& document : tree.root().children()) {
    if (!document.Is("document")) continue;
    ++number;
    for (const SyntaxNode& part : document.children()) {
      if (!part.Is("block_node") && !part.Is("flow_node")) continue;
      const Content content = YamlDocument::Open(part);
      if (!IsMapping(content.node)) continue;
      file.sections.push_back(YamlDocument(file, lines, number, content.node).Take());
    }
  }
}

}  // namespace sftdoctor
