// Objects as trainers print them on one line: JSON, or Python's dict with single quotes, nan, True, None.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/bytes.h"
#include "records/keys.h"
#include "records/number.h"
#include "records/record_builder.h"

namespace sftdoctor {

/// Reads flat or nested objects straight from a line's bytes. Nested keys are joined with '/'.
class ObjectScanner {
 public:
  explicit ObjectScanner(const Keys& keys) : keys_(keys) {}

  /// Reads the object that starts with the '{' at `at` of the line and adds its known numbers (quoted ones too) to
  /// `builder`. Returns the index behind its '}', or npos when it is malformed or does not end on this line. Bytes up
  /// to kPadding behind the line must be readable and the first of them a line end.
  std::size_t Read(std::string_view line, std::size_t at, RecordBuilder& builder);

 private:
  const char* Object(const char* p, RecordBuilder& builder, int depth);
  const char* Key(const char* p, std::string_view& key, Field& field);
  const char* Members(const char* p, RecordBuilder& builder, int depth);
  const char* Value(const char* p, const Field& field, RecordBuilder& builder, int depth);
  const char* Array(const char* p, RecordBuilder& builder, int depth);
  const char* Quoted(const char* p, std::string_view& text) const;
  const char* Bare(const char* p, const Field& field, RecordBuilder& builder) const;
  void AddText(std::string_view text, const Field& field, RecordBuilder& builder);

  struct Expected {
    ShortText quoted;  ///< the key with its quotes; empty when it is too long
    Field field;
  };

  KeyCache keys_;
  std::vector<Expected> expected_;  ///< by ordinal, of the last object
  const char* end_ = nullptr;
  std::string prefix_;
  std::string joined_;
  std::size_t ordinal_ = 0;
  int arrays_ = 0;  ///< open lists and tuples
  TimeCache times_;
};

}  // namespace sftdoctor
