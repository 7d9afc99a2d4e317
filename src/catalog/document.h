// Strict JSON with places: every complaint about a catalog file names its line, column and key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sftdoctor {

/// A parsed file that remembers where each value stands. Duplicate keys and syntax errors throw Error with their place.
class Document {
 public:
  Document(std::string file, std::string_view text);

  /// A value in the order of the file; its members or elements follow it, each with what is below it.
  struct Item {
    enum class Kind : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };
    Kind kind = Kind::kNull;
    std::uint32_t offset = 0;  ///< of the value; of the key of a member
    std::uint32_t parent = 0;  ///< its own index at the root
    std::uint32_t end = 0;     ///< index behind the last item below it
    double number = 0;         ///< also of true (1) and false (0)
    std::string key;           ///< of a member
    std::string text;          ///< of a string
  };
  const std::vector<Item>& items() const { return items_; }
  /// Where an item stands.
  Place PlaceOf(std::size_t item) const;

 private:
  std::string file_;
  std::string text_;
  std::vector<Item> items_;
};

/// A text in the languages of our users.
struct Text {
  std::string en, zh;
  const std::string& In(bool chinese) const { return chinese && !zh.empty() ? zh : en; }
  bool empty() const { return en.empty(); }
};

/// One JSON value seen through the catalog's rules. Reading a key marks it; Close() complains about the rest.
class Node {
 public:
  explicit Node(const Document& document) : Node(document, 0) {}

  bool Has(const std::string& key) const { return Find(key) != 0; }
  /// The member, which must be there.
  Node Member(const std::string& key);
  /// Calls `read` with the member if it is there.
  void Maybe(const std::string& key, const std::function<void(Node)>& read);
  /// Calls `read` with each element of this array, or with each member of this object and its key.
  void Each(const std::function<void(Node)>& read) const;
  void EachMember(const std::function<void(const std::string&, Node)>& read) const;

  std::string String() const;
  double Number() const;
  bool Bool() const;
  Text Bilingual() const;  ///< {"en": ..., "zh": ...}, both required
  std::vector<std::string> Strings() const;
  bool IsNull() const { return Is(Document::Item::Kind::kNull); }
  bool IsString() const { return Is(Document::Item::Kind::kString); }
  bool IsNumber() const { return Is(Document::Item::Kind::kNumber); }
  bool IsObject() const { return Is(Document::Item::Kind::kObject); }

  std::string String(const std::string& key, const std::string& absent);
  double Number(const std::string& key, double absent);
  bool Bool(const std::string& key, bool absent);

  /// Every member must have been read: an unknown key is an Error with the nearest spelling that would do.
  void Close();
  /// Throws Error about this value.
  [[noreturn]] void Fail(const std::string& message, const std::string& hint = {}) const;
  /// The value must be one of `allowed`; the Error names the nearest.
  std::size_t OneOf(const std::vector<std::string>& allowed) const;
  Place place() const { return document_->PlaceOf(item_); }

 private:
  Node(const Document& document, std::size_t item) : document_(&document), item_(item) {}
  const Document::Item& item() const { return document_->items()[item_]; }
  bool Is(Document::Item::Kind kind) const { return item().kind == kind; }
  /// Calls `visit` with each item directly below this one until it returns false.
  void Below(const std::function<bool(std::size_t)>& visit) const;
  /// The member with this key; 0 (the root, which is nobody's member) when there is none.
  std::size_t Find(const std::string& key) const;
  Node At(std::size_t item) const { return Node(*document_, item); }
  std::string Path() const;
  [[noreturn]] void FailMissing(const std::string& key) const;

  const Document* document_;
  std::size_t item_;
  std::vector<std::string> known_;
};

}  // namespace sftdoctor
