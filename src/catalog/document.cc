#include "catalog/document.h"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sftdoctor {
namespace {

using Item = Document::Item;

constexpr std::size_t kDeepest = 64;                     ///< readers of documents recurse
constexpr std::size_t kLargest = std::size_t{64} << 20;  ///< offsets have 32 bits

Place PlaceAt(const std::string& file, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n');
  return {file, line, before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1};
}

/// Lays RapidJSON's events out as items, because those tell where they are.
class Builder {
 public:
  Builder(rapidjson::StringStream& stream, std::vector<Item>& items) : stream_(stream), items_(items) {}

  // Where the stream stands at an event: behind null, true and false, at the start of everything else (RapidJSON takes
  // brackets later, and reads numbers and strings through a copy of the stream).
  bool Null() { return Add(Item::Kind::kNull, 4); }
  bool Bool(bool b) { return Add(Item::Kind::kBool, b ? 4 : 5, b); }
  bool Int(int i) { return Double(i); }
  bool Uint(unsigned u) { return Double(u); }
  bool Int64(std::int64_t i) { return Double(static_cast<double>(i)); }
  bool Uint64(std::uint64_t u) { return Double(static_cast<double>(u)); }
  bool Double(double d) { return Add(Item::Kind::kNumber, 0, d); }
  bool RawNumber(const char* s, rapidjson::SizeType n, bool) {
    double value = 0;
    std::from_chars(s, s + n, value);
    return Double(value);
  }
  bool String(const char* s, rapidjson::SizeType n, bool) {
    Add(Item::Kind::kString, 0);
    items_.back().text.assign(s, n);
    return true;
  }
  bool StartObject() { return Open(Item::Kind::kObject); }
  bool EndObject(rapidjson::SizeType) { return Shut(); }
  bool StartArray() { return Open(Item::Kind::kArray); }
  bool EndArray(rapidjson::SizeType) { return Shut(); }
  bool Key(const char* s, rapidjson::SizeType n, bool) {
    key_.assign(s, n);
    key_offset_ = stream_.Tell();
    for (std::size_t i = open_.back() + 1; i < items_.size(); i = items_[i].end) {
      if (items_[i].key != key_) continue;
      return Refuse(fmt::format("key \"{}\" stands twice in one object", key_), "remove one of them", key_offset_);
    }
    return true;
  }

  std::string refusal, hint;  ///< why the events were stopped, if they were
  std::size_t refused_at = 0;

 private:
  /// `behind`: bytes by which the stream is past the value's start.
  bool Add(Item::Kind kind, std::size_t behind, double number = 0) {
    const std::size_t own = items_.size();
    Item& item = items_.emplace_back();
    item.kind = kind;
    item.number = number;
    item.end = static_cast<std::uint32_t>(own + 1);
    item.offset = static_cast<std::uint32_t>(stream_.Tell() - behind);
    if (open_.empty()) return true;
    item.parent = static_cast<std::uint32_t>(open_.back());
    if (items_[open_.back()].kind == Item::Kind::kArray) return true;
    item.offset = static_cast<std::uint32_t>(key_offset_);
    item.key = key_;
    return true;
  }
  bool Refuse(std::string why, std::string next, std::size_t offset) {
    refusal = std::move(why);
    hint = std::move(next);
    refused_at = offset;
    return false;
  }
  bool Open(Item::Kind kind) {
    if (open_.size() == kDeepest) {
      return Refuse(fmt::format("is nested deeper than {} levels", kDeepest), "", stream_.Tell());
    }
    Add(kind, 0);
    open_.push_back(items_.size() - 1);
    return true;
  }
  bool Shut() {
    items_[open_.back()].end = static_cast<std::uint32_t>(items_.size());
    open_.pop_back();
    return true;
  }

  rapidjson::StringStream& stream_;
  std::vector<Item>& items_;
  std::vector<std::size_t> open_;
  std::string key_;
  std::size_t key_offset_ = 0;
};

}  // namespace

Document::Document(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {
  if (text_.find('\0') != std::string::npos) throw Error("holds a NUL byte", {file_}, "catalog files are UTF-8 JSON");
  // RapidJSON's own check of the encoding reads past the end of a text that ends inside a sequence.
  const std::string valid = ValidUtf8(text_);
  if (valid != text_) {
    const auto wrong = std::mismatch(text_.begin(), text_.end(), valid.begin(), valid.end()).first - text_.begin();
    throw Error("is not valid JSON: not UTF-8", PlaceAt(file_, text_, static_cast<std::size_t>(wrong)),
                "save it as UTF-8");
  }
  if (text_.size() > kLargest) throw Error("is larger than 64 MiB", {file_}, "this cannot be a catalog file");
  rapidjson::StringStream stream(text_.c_str());
  Builder builder(stream, items_);
  rapidjson::Reader reader;
  constexpr unsigned kFlags =
      rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (!builder.refusal.empty()) {
    throw Error(builder.refusal, PlaceAt(file_, text_, builder.refused_at), builder.hint);
  }
  if (result.IsError()) {
    throw Error(fmt::format("is not valid JSON: {}", rapidjson::GetParseError_En(result.Code())),
                PlaceAt(file_, text_, result.Offset()),
                "check for a missing comma, quote or brace just before this place");
  }
}

Place Document::PlaceOf(std::size_t item) const { return PlaceAt(file_, text_, item == 0 ? 0 : items_[item].offset); }

void Node::Below(const std::function<bool(std::size_t)>& visit) const {
  const auto& items = document_->items();
  for (std::size_t i = item_ + 1; i < item().end; i = items[i].end) {
    if (!visit(i)) return;
  }
}

std::size_t Node::Find(const std::string& key) const {
  std::size_t found = 0;
  if (!IsObject()) return found;
  Below([&](std::size_t i) {
    if (document_->items()[i].key == key) found = i;
    return found == 0;
  });
  return found;
}

Node Node::Member(const std::string& key) {
  if (!IsObject()) Fail("must be an object");
  known_.push_back(key);
  const std::size_t found = Find(key);
  if (found == 0) FailMissing(key);
  return At(found);
}

/// A key that is almost the missing one is what was meant.
void Node::FailMissing(const std::string& key) const {
  Below([&](std::size_t i) {
    const std::string& other = document_->items()[i].key;
    const bool known = std::find(known_.begin(), known_.end(), other) != known_.end();
    if (known || NearestSpelling(other, {key}).empty()) return true;
    At(i).Fail(fmt::format("unknown key \"{}\"", other), fmt::format("did you mean \"{}\"?", key));
  });
  Fail(fmt::format("key \"{}\" is missing", key));
}

void Node::Maybe(const std::string& key, const std::function<void(Node)>& read) {
  if (!IsObject()) Fail("must be an object");
  known_.push_back(key);
  const std::size_t found = Find(key);
  if (found != 0) read(At(found));
}

void Node::Each(const std::function<void(Node)>& read) const {
  if (!Is(Item::Kind::kArray)) Fail("must be an array");
  Below([&](std::size_t i) {
    read(At(i));
    return true;
  });
}

void Node::EachMember(const std::function<void(const std::string&, Node)>& read) const {
  if (!IsObject()) Fail("must be an object");
  Below([&](std::size_t i) {
    read(document_->items()[i].key, At(i));
    return true;
  });
}

std::string Node::String() const {
  if (!IsString()) Fail("must be a string");
  return item().text;
}

double Node::Number() const {
  if (!IsNumber()) Fail("must be a number");
  return item().number;
}

bool Node::Bool() const {
  if (!Is(Item::Kind::kBool)) Fail("must be true or false");
  return item().number != 0;
}

Text Node::Bilingual() const {
  Node self = *this;
  Text text{self.Member("en").String(), self.Member("zh").String()};
  self.Close();
  return text;
}

std::vector<std::string> Node::Strings() const {
  std::vector<std::string> out;
  Each([&](const Node& item) { out.push_back(item.String()); });
  return out;
}

std::string Node::String(const std::string& key, const std::string& absent) {
  std::string out = absent;
  Maybe(key, [&](const Node& node) { out = node.String(); });
  return out;
}

double Node::Number(const std::string& key, double absent) {
  double out = absent;
  Maybe(key, [&](const Node& node) { out = node.Number(); });
  return out;
}

bool Node::Bool(const std::string& key, bool absent) {
  bool out = absent;
  Maybe(key, [&](const Node& node) { out = node.Bool(); });
  return out;
}

void Node::Close() {
  if (!IsObject()) Fail("must be an object");
  Below([&](std::size_t i) {
    const std::string& key = document_->items()[i].key;
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) return true;
    const std::string nearest = NearestSpelling(key, known_);
    At(i).Fail(fmt::format("unknown key \"{}\"", key), nearest.empty()
                                                           ? fmt::format("allowed here: {}", fmt::join(known_, ", "))
                                                           : fmt::format("did you mean \"{}\"?", nearest));
  });
}

void Node::Fail(const std::string& message, const std::string& hint) const {
  const bool about_key = message.starts_with("unknown") || message.starts_with("key");
  throw Error(about_key ? message : (item_ == 0 ? "the document" : "\"" + Path() + "\"") + " " + message, place(),
              hint);
}

/// "when/all/0": keys and numbers of elements from the root to this value.
std::string Node::Path() const {
  const auto& items = document_->items();
  std::string path;
  for (std::size_t i = item_; i != 0; i = items[i].parent) {
    std::string step = items[i].key;
    if (items[items[i].parent].kind == Item::Kind::kArray) {
      std::size_t number = 0;
      for (std::size_t j = items[i].parent + 1; j < i; j = items[j].end) ++number;
      step = std::to_string(number);
    }
    path = path.empty() ? step : step + "/" + path;
  }
  return path;
}

std::size_t Node::OneOf(const std::vector<std::string>& allowed) const {
  const std::string value = String();
  const auto found = std::find(allowed.begin(), allowed.end(), value);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  const std::string nearest = NearestSpelling(value, allowed);
  Fail(fmt::format("cannot be \"{}\"", value), nearest.empty() ? fmt::format("use one of: {}", fmt::join(allowed, ", "))
                                                               : fmt::format("did you mean \"{}\"?", nearest));
}

}  // namespace sftdoctor
