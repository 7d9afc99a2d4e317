#include "config/document_section.h"

#include "config/syntax_tree.h"

namespace sftdoctor {

DocumentSection::DocumentSection(const ConfigFile& file, const LineIndex& lines, std::size_t number, std::size_t at)
    : file_(file), lines_(lines) {
  section_.kind = Section::Kind::kDocument;
  section_.name = number < 2 ? "<document>" : "<document>#" + std::to_string(number);
  section_.place = PlaceIn(file, lines, at);
}

void DocumentSection::Add(std::string key, Literal literal, Span key_span, Span value_span, bool inherited) {
  if (key.find('\0') != std::string::npos) return;  // nobody can ask for it, and what is said of it would end there
  const Place place = PlaceIn(file_, lines_, value_span.empty() ? key_span.end : value_span.begin);
  const auto [at, fresh] = index_.try_emplace(key, section_.settings.size());
  Setting setting{std::move(key), std::move(literal), place, key_span, value_span, inherited};
  if (fresh) {
    section_.settings.push_back(std::move(setting));
  } else {
    section_.settings[at->second] = std::move(setting);
  }
}

void DocumentSection::Drop(const std::string& key) {
  const auto drop = [&](Setting& setting) {
    index_.erase(setting.key);
    setting.key.clear();
  };
  if (const auto at = index_.find(key); at != index_.end()) {
    drop(section_.settings[at->second]);
    return;
  }
  for (Setting& setting : section_.settings) {
    if (setting.key.starts_with(key + ".")) drop(setting);
  }
}

Section DocumentSection::Take() {
  std::erase_if(section_.settings, [](const Setting& setting) { return setting.key.empty(); });
  return std::move(section_);
}

Place PlaceIn(const ConfigFile& file, const LineIndex& lines, std::size_t byte) {
  Place place = lines.At(byte);
  place.file = file.path;
  return place;
}

void AddComments(const SyntaxTree& tree, const LineIndex& lines, ConfigFile& file) {
  if (tree.broken_at() != std::string_view::npos) file.broken = PlaceIn(file, lines, tree.broken_at());
  for (Span span : tree.comments()) {
    if (file.text[span.end - 1] == '\r') --span.end;  // of a line end
    const std::size_t begin = lines.LineBegin(span.begin);
    const bool own_line = file.text.find_first_not_of(" \t\f", begin) == span.begin;
    file.comments.push_back(
        {PlaceIn(file, lines, span.begin), file.text.substr(span.begin, span.end - span.begin), own_line});
  }
}

}  // namespace sftdoctor
