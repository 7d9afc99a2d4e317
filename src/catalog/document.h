// Strict JSON with places: every complaint about a catalog file names its line, column and key.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sftdoctor {

/// A parsed file that remembers where each value stands. Duplicate keys and syntax errors throw Error with their place.
class Document {
 public:
  Document(std::string file, std::string_view text);

  const nlohmann::json& root() const { return root_; }
  const std::string& file() const { return file_; }
  /// The place of the value at a JSON pointer ("/when/all/0"); the start of the file when it is not known.
  Place PlaceOf(const std::string& pointer) const;

 private:
  std::string file_;
  std::string text_;
  nlohmann::json root_;
  std::map<std::string, std::size_t> offsets_;
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
  explicit Node(const Document& document) : Node(document, document.root(), "") {}

  bool Has(const std::string& key) const { return value_->is_object() && value_->contains(key); }
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
  bool IsNull() const { return value_->is_null(); }
  bool IsString() const { return value_->is_string(); }
  bool IsNumber() const { return value_->is_number(); }
  bool IsObject() const { return value_->is_object(); }

  std::string String(const std::string& key, const std::string& absent);
  double Number(const std::string& key, double absent);
  bool Bool(const std::string& key, bool absent);

  /// Every member must have been read: an unknown key is an Error with the nearest spelling that would do.
  void Close();
  /// Throws Error about this value.
  [[noreturn]] void Fail(const std::string& message, const std::string& hint = {}) const;
  /// The value must be one of `allowed`; the Error names the nearest.
  std::size_t OneOf(const std::vector<std::string>& allowed) const;
  Place place() const { return document_->PlaceOf(pointer_); }

 private:
  Node(const Document& document, const nlohmann::json& value, std::string pointer)
      : document_(&document), value_(&value), pointer_(std::move(pointer)) {}
  Node Child(const nlohmann::json& value, const std::string& key) const;
  [[noreturn]] void FailMissing(const std::string& key) const;

  const Document* document_;
  const nlohmann::json* value_;
  std::string pointer_;
  std::vector<std::string> known_;
};

}  // namespace sftdoctor
