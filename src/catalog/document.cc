#include "catalog/document.h"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sftdoctor {
namespace {

using nlohmann::json;

constexpr std::size_t kDeepest = 64;  ///< readers of documents recurse

std::string EscapePointer(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

Place PlaceAt(const std::string& file, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n');
  return {file, line, before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1};
}

/// Builds the json value from RapidJSON's events, because those tell where they are.
class Builder {
 public:
  Builder(rapidjson::StringStream& stream, json& root, std::map<std::string, std::size_t>& offsets)
      : stream_(stream), root_(root), offsets_(offsets) {}

  // Where the stream stands at an event: behind null, true and false, at the start of everything else (RapidJSON takes
  // brackets later, and reads numbers and strings through a copy of the stream).
  bool Null() { return Add(nullptr, 4); }
  bool Bool(bool b) { return Add(b, b ? 4 : 5); }
  bool Int(int i) { return Double(i); }
  bool Uint(unsigned u) { return Double(u); }
  bool Int64(std::int64_t i) { return Double(static_cast<double>(i)); }
  bool Uint64(std::uint64_t u) { return Double(static_cast<double>(u)); }
  bool Double(double d) { return Add(d, 0); }
  bool RawNumber(const char* s, rapidjson::SizeType n, bool) {
    double value = 0;
    std::from_chars(s, s + n, value);
    return Double(value);
  }
  bool String(const char* s, rapidjson::SizeType n, bool) { return Add(std::string(s, n), 0); }
  bool StartObject() { return Open(json::object()); }
  bool EndObject(rapidjson::SizeType) { return Shut(); }
  bool StartArray() { return Open(json::array()); }
  bool EndArray(rapidjson::SizeType) { return Shut(); }
  bool Key(const char* s, rapidjson::SizeType n, bool) {
    key_.assign(s, n);
    key_offset_ = stream_.Tell();
    if (!open_.back().value->contains(key_)) return true;
    return Refuse(fmt::format("key \"{}\" stands twice in one object", key_), "remove one of them", key_offset_);
  }

  std::string refusal, hint;  ///< why the events were stopped, if they were
  std::size_t refused_at = 0;

 private:
  struct Level {
    json* value;
    std::string pointer;
  };

  /// `behind`: bytes by which the stream is past the value's start.
  json* Insert(json value, std::size_t behind) {
    if (open_.empty()) {
      root_ = std::move(value);
      pointer_.clear();
      offsets_[""] = 0;
      return &root_;
    }
    Level& top = open_.back();
    if (top.value->is_array()) {
      pointer_ = top.pointer + "/" + std::to_string(top.value->size());
      offsets_[pointer_] = stream_.Tell() - behind;
      top.value->push_back(std::move(value));
      return &top.value->back();
    }
    pointer_ = top.pointer + "/" + EscapePointer(key_);
    offsets_[pointer_] = key_offset_;
    return &((*top.value)[key_] = std::move(value));
  }
  bool Add(json value, std::size_t behind) {
    Insert(std::move(value), behind);
    return true;
  }
  bool Refuse(std::string why, std::string next, std::size_t offset) {
    refusal = std::move(why);
    hint = std::move(next);
    refused_at = offset;
    return false;
  }
  bool Open(json value) {
    if (open_.size() == kDeepest) {
      return Refuse(fmt::format("is nested deeper than {} levels", kDeepest), "", stream_.Tell());
    }
    json* inserted = Insert(std::move(value), 0);
    open_.push_back({inserted, pointer_});
    return true;
  }
  bool Shut() {
    open_.pop_back();
    return true;
  }

  rapidjson::StringStream& stream_;
  json& root_;
  std::map<std::string, std::size_t>& offsets_;
  std::vector<Level> open_;
  std::string key_, pointer_;
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
  rapidjson::StringStream stream(text_.c_str());
  Builder builder(stream, root_, offsets_);
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

Place Document::PlaceOf(const std::string& pointer) const {
  const auto found = offsets_.find(pointer);
  return PlaceAt(file_, text_, found == offsets_.end() ? 0 : found->second);
}

Node Node::Child(const json& value, const std::string& key) const {
  return Node(*document_, value, pointer_ + "/" + EscapePointer(key));
}

Node Node::Member(const std::string& key) {
  if (!value_->is_object()) Fail("must be an object");
  known_.push_back(key);
  const auto found = value_->find(key);
  if (found == value_->end()) FailMissing(key);
  return Child(*found, key);
}

/// A key that is almost the missing one is what was meant.
void Node::FailMissing(const std::string& key) const {
  for (const auto& [other, value] : value_->items()) {
    const bool known = std::find(known_.begin(), known_.end(), other) != known_.end();
    if (known || NearestSpelling(other, {key}).empty()) continue;
    Child(value, other).Fail(fmt::format("unknown key \"{}\"", other), fmt::format("did you mean \"{}\"?", key));
  }
  Fail(fmt::format("key \"{}\" is missing", key));
}

void Node::Maybe(const std::string& key, const std::function<void(Node)>& read) {
  if (!value_->is_object()) Fail("must be an object");
  known_.push_back(key);
  const auto found = value_->find(key);
  if (found != value_->end()) read(Child(*found, key));
}

void Node::Each(const std::function<void(Node)>& read) const {
  if (!value_->is_array()) Fail("must be an array");
  for (std::size_t i = 0; i < value_->size(); ++i) read(Child((*value_)[i], std::to_string(i)));
}

void Node::EachMember(const std::function<void(const std::string&, Node)>& read) const {
  if (!value_->is_object()) Fail("must be an object");
  for (const auto& [key, value] : value_->items()) read(key, Child(value, key));
}

std::string Node::String() const {
  if (!value_->is_string()) Fail("must be a string");
  return value_->get<std::string>();
}

double Node::Number() const {
  if (!value_->is_number()) Fail("must be a number");
  return value_->get<double>();
}

bool Node::Bool() const {
  if (!value_->is_boolean()) Fail("must be true or false");
  return value_->get<bool>();
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
  if (!value_->is_object()) Fail("must be an object");
  for (const auto& [key, value] : value_->items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const std::string nearest = NearestSpelling(key, known_);
    Child(value, key)
        .Fail(fmt::format("unknown key \"{}\"", key), nearest.empty()
                                                          ? fmt::format("allowed here: {}", fmt::join(known_, ", "))
                                                          : fmt::format("did you mean \"{}\"?", nearest));
  }
}

void Node::Fail(const std::string& message, const std::string& hint) const {
  const std::size_t slash = pointer_.rfind('/');
  const std::string where = slash == std::string::npos ? "the document" : "\"" + pointer_.substr(1) + "\"";
  throw Error(message.starts_with("unknown") || message.starts_with("key") ? message : where + " " + message, place(),
              hint);
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
