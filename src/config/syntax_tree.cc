#include "config/syntax_tree.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

#include "base/text.h"

extern "C" const TSLanguage* tree_sitter_python(void);
extern "C" const TSLanguage* tree_sitter_yaml(void);
extern "C" const TSLanguage* tree_sitter_json(void);

namespace sftdoctor {
namespace {

/// Texts beyond this are no configs. (Offsets must fit 32 bits, and memory is some forty times the text.)
constexpr std::size_t kMostBytes = std::size_t{16} << 20;

/// The text as the grammars can take it, byte for byte as long.
std::string Readable(std::string_view text) {
  std::string out(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = Utf8Length(text.substr(at, 4));
    if (length == 0 || text[at] == '\0') out[at] = '?';
    if (text[at] == '\r' && text.substr(at + 1, 1) != "\n") out[at] = '\n';
    at += std::max<std::size_t>(1, length);
  }
  return out;
}

/// What Python's json module reads and the grammar does not, as numbers of the same length: NaN, Infinity, 1e+5.
void AdaptJson(std::string& text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (quoted) {
      at += text[at] == '\\';
      continue;
    }
    for (const std::string_view word : {"NaN", "Infinity"}) {
      if (text.compare(at, word.size(), word) == 0)
        text.replace(at, word.size(), "0." + std::string(word.size() - 2, '0'));
    }
    const bool exponent = at > 0 && (text[at - 1] == 'e' || text[at - 1] == 'E');
    if (text[at] == '+' && exponent) text[at] = '0';
  }
}

using Parser = std::unique_ptr<TSParser, decltype(&ts_parser_delete)>;
using Tree = std::unique_ptr<TSTree, decltype(&ts_tree_delete)>;

Tree Parse(const std::string& text, Language language) {
  static constexpr const TSLanguage* (*kLanguages[])() = {tree_sitter_python, tree_sitter_yaml, tree_sitter_json};
  const Parser parser(ts_parser_new(), ts_parser_delete);
  ts_parser_set_language(parser.get(), kLanguages[static_cast<std::size_t>(language)]());
  return Tree(ts_parser_parse_string(parser.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size())),
              ts_tree_delete);
}

/// False for what holds any number of parts of which none has a role. Of a part in a repetition, tree-sitter looks for
/// the role in all the repetition that is before it.
bool HasRoles(std::string_view type) {
  constexpr std::array<std::string_view, 15> kLists = {
      "module",       "string",        "string_content", "list",          "tuple",
      "dictionary",   "argument_list", "stream",         "block_mapping", "block_sequence",
      "flow_mapping", "flow_sequence", "document",       "array",         "object"};
  return std::find(kLists.begin(), kLists.end(), type) == kLists.end();
}

}  // namespace

/// Copies a tree-sitter tree in one pass: asking its nodes for a child by number takes as long as there are children.
struct SyntaxTree::Walk {
  SyntaxTree& tree;
  std::uint32_t offset;
  std::unordered_map<const char*, std::uint16_t> known = {};

  std::uint16_t NameOf(const char* name) {
    const auto [at, fresh] = known.try_emplace(name, static_cast<std::uint16_t>(tree.names_.size()));
    if (fresh) tree.names_.push_back(name);
    return at->second;
  }

  std::uint32_t Add(const TSTreeCursor& cursor, bool has_role) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const bool extra = ts_node_is_extra(node);
    const char* field = extra || !has_role ? nullptr : ts_tree_cursor_current_field_name(&cursor);
    Node copy{};
    copy.begin = ts_node_start_byte(node) + offset;
    copy.end = ts_node_end_byte(node) + offset;
    copy.child = copy.next = kNone;
    copy.type = NameOf(ts_node_type(node));
    copy.field = NameOf(field ? field : "");
    copy.named = ts_node_is_named(node);
    copy.extra = extra;
    copy.faulty = ts_node_has_error(node);
    const std::string_view type = tree.names_[copy.type];
    if (tree.broken_at_ == std::string_view::npos && (type == "ERROR" || ts_node_is_missing(node)))
      tree.broken_at_ = copy.begin;
    if (type == "comment") tree.comments_.push_back({copy.begin, copy.end});
    tree.nodes_.push_back(copy);
    return static_cast<std::uint32_t>(tree.nodes_.size() - 1);
  }

  void Run(const TSTree& from) {
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(&from));
    std::vector<std::uint32_t> path{Add(cursor, false)};
    const auto has_roles = [&](std::uint32_t node) { return HasRoles(tree.names_[tree.nodes_[node].type]); };
    while (!path.empty()) {
      if (ts_tree_cursor_goto_first_child(&cursor)) {
        const std::uint32_t child = Add(cursor, has_roles(path.back()));
        tree.nodes_[path.back()].child = child;
        path.push_back(child);
        continue;
      }
      while (!path.empty() && !ts_tree_cursor_goto_next_sibling(&cursor)) {
        path.pop_back();
        if (!ts_tree_cursor_goto_parent(&cursor)) path.clear();
      }
      if (path.empty()) break;
      const std::uint32_t sibling = Add(cursor, path.size() > 1 && has_roles(path[path.size() - 2]));
      tree.nodes_[path.back()].next = sibling;
      path.back() = sibling;
    }
    ts_tree_cursor_delete(&cursor);
  }
};

SyntaxTree::SyntaxTree(std::string_view text, Language language) : text_(text) {
  if (text.size() > kMostBytes) {
    broken_at_ = 0;
    return;
  }
  // A byte order mark is no part of the text: before an indented line it would look like a blank.
  const std::uint32_t offset = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::string readable = Readable(text.substr(offset));
  if (language == Language::kJson) AdaptJson(readable);
  const Tree tree = Parse(readable, language);
  if (tree) Walk{*this, offset}.Run(*tree);
}

std::string_view SyntaxNode::type() const {
  return tree_ ? std::string_view(tree_->names_[tree_->nodes_[index_].type]) : std::string_view();
}

Span SyntaxNode::span() const { return tree_ ? Span{tree_->nodes_[index_].begin, tree_->nodes_[index_].end} : Span{}; }

std::string_view SyntaxNode::text() const {
  const Span at = span();
  return tree_ ? tree_->text_.substr(at.begin, at.end - at.begin) : std::string_view();
}

bool SyntaxNode::faulty() const { return tree_ && tree_->nodes_[index_].faulty; }

SyntaxNode SyntaxNode::first() const {
  if (!tree_ || tree_->nodes_[index_].child == SyntaxTree::kNone) return {};
  return {tree_, tree_->nodes_[index_].child};
}

SyntaxNode SyntaxNode::next() const {
  if (!tree_ || tree_->nodes_[index_].next == SyntaxTree::kNone) return {};
  return {tree_, tree_->nodes_[index_].next};
}

std::vector<SyntaxNode> SyntaxNode::children() const {
  std::vector<SyntaxNode> out;
  for (SyntaxNode child = first(); child; child = child.next()) {
    const SyntaxTree::Node& node = tree_->nodes_[child.index_];
    if (node.named && !(node.extra && child.type() != "ERROR")) out.push_back(child);
  }
  return out;
}

SyntaxNode SyntaxNode::Field(std::string_view name) const {
  for (SyntaxNode child = first(); child; child = child.next()) {
    if (tree_->names_[tree_->nodes_[child.index_].field] == name) return child;
  }
  return {};
}

std::vector<SyntaxNode> SyntaxNode::Fields(std::string_view name) const {
  std::vector<SyntaxNode> out;
  for (SyntaxNode child = first(); child; child = child.next()) {
    if (tree_->names_[tree_->nodes_[child.index_].field] == name) out.push_back(child);
  }
  return out;
}

}  // namespace sftdoctor
