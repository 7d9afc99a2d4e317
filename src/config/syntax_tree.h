// A parsed text as plain nodes. The only part that knows tree-sitter.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace sftdoctor {

class SyntaxTree;

/// A node of a tree, which must outlive it; or none. What a node of a missing part is asked for is missing or empty.
class SyntaxNode {
 public:
  SyntaxNode() = default;

  explicit operator bool() const { return tree_ != nullptr; }
  bool operator==(const SyntaxNode&) const = default;

  /// The grammar's name for it: "assignment", "identifier", or the punctuation itself; "ERROR" for what does not fit.
  std::string_view type() const;
  bool Is(std::string_view type) const { return this->type() == type; }
  Span span() const;
  std::string_view text() const;
  /// Something in it does not fit the language.
  bool faulty() const;

  SyntaxNode first() const;  ///< child, punctuation and comments included
  SyntaxNode next() const;   ///< sibling
  /// Children that are more than punctuation, without comments.
  std::vector<SyntaxNode> children() const;
  /// The first child in that role ("left", "value").
  SyntaxNode Field(std::string_view name) const;
  std::vector<SyntaxNode> Fields(std::string_view name) const;

 private:
  friend class SyntaxTree;
  SyntaxNode(const SyntaxTree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
  const SyntaxTree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

/// Parsing never fails. Bytes that are not UTF-8, and NUL, are read as `?`, a lone \r as \n: a span is that of the text
/// all the same. Refers to the text.
class SyntaxTree {
 public:
  SyntaxTree(std::string_view text, Language language);
  SyntaxTree(const SyntaxTree&) = delete;
  SyntaxTree& operator=(const SyntaxTree&) = delete;

  SyntaxNode root() const { return nodes_.empty() ? SyntaxNode() : SyntaxNode(this, 0); }
  std::string_view text() const { return text_; }
  /// First byte of the first part that does not fit the language; npos when all does.
  std::size_t broken_at() const { return broken_at_; }
  const std::vector<Span>& comments() const { return comments_; }

 private:
  friend class SyntaxNode;
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Node {
    std::uint32_t begin, end, child = kNone, next = kNone;
    std::uint16_t type, field;  ///< indices into names_
    bool named, extra, faulty;
  };
  struct Walk;

  std::string_view text_;
  std::vector<Node> nodes_;
  std::vector<const char*> names_;
  std::vector<Span> comments_;
  std::size_t broken_at_ = std::string_view::npos;
};

}  // namespace sftdoctor
