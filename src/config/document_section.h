// The section of a YAML or JSON document in the making: nested mappings as keys with dots, a key once.
#pragma once

#include <string>
#include <unordered_map>

#include "config/config.h"
#include "config/line_index.h"

namespace sftdoctor {

class DocumentSection {
 public:
  DocumentSection(const ConfigFile& file, const LineIndex& lines, std::size_t number, std::size_t at);

  /// A key again replaces its value and keeps its place in the order, as in Python.
  void Add(std::string key, Literal literal, Span key_span, Span value_span, bool inherited = false);
  /// Forgets the key and what is nested in it: another value takes its place.
  void Drop(const std::string& key);
  bool Has(const std::string& key) const { return index_.contains(key); }

  Section& section() { return section_; }
  /// The section, without what was dropped.
  Section Take();

 private:
  const ConfigFile& file_;
  const LineIndex& lines_;
  Section section_;
  std::unordered_map<std::string, std::size_t> index_;
};

/// Where the text is first broken, and its comments.
class SyntaxTree;
void AddComments(const SyntaxTree& tree, const LineIndex& lines, ConfigFile& file);
/// The place of a byte in the file.
Place PlaceIn(const ConfigFile& file, const LineIndex& lines, std::size_t byte);

}  // namespace sftdoctor
