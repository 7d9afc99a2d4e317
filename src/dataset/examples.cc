#include "dataset/examples.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sftdoctor {
namespace {

const Column* FindColumn(const std::vector<Column>& columns, const std::string& name) {
  const auto same = [&](const Column& column) { return column.name == name; };
  const auto alike = [&](const Column& column) { return LowerAscii(column.name) == LowerAscii(name); };
  auto found = std::find_if(columns.begin(), columns.end(), same);
  if (found == columns.end()) found = std::find_if(columns.begin(), columns.end(), alike);
  return found == columns.end() || !found->unread.empty() ? nullptr : &*found;
}

/// The layout as this file spells it; nothing when a column that it needs is not there.
std::optional<Layout> Fitted(Layout layout, const std::vector<Column>& columns) {
  const Column* response = FindColumn(columns, layout.response);
  if (!response) return std::nullopt;
  if (layout.kind == Layout::Kind::kTurns && response->type != "nested") return std::nullopt;
  layout.response = response->name;
  if (layout.kind != Layout::Kind::kPair) return layout;
  if (!FindColumn(columns, layout.prompt.front())) return std::nullopt;
  std::vector<std::string> prompt;
  for (const std::string& name : layout.prompt) {
    if (const Column* column = FindColumn(columns, name)) prompt.push_back(column->name);
  }
  layout.prompt = prompt;
  return layout;
}

bool IsOneOf(std::string_view word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsThere(const Cell& cell) { return cell.kind != Cell::Kind::kAbsent && cell.kind != Cell::Kind::kNull; }

}  // namespace

Layout ChooseLayout(const std::vector<Column>& columns, const std::vector<Layout>& layouts, const NamedColumns& named,
                    const std::string& path) {
  if (!named.empty()) {
    Layout layout;
    layout.id = "named";
    layout.kind = named.prompt.empty() || named.response.empty() ? Layout::Kind::kText : Layout::Kind::kPair;
    if (!named.prompt.empty()) layout.prompt = {named.prompt};
    layout.response = named.response.empty() ? named.prompt : named.response;
    return layout;
  }
  std::optional<Layout> best;
  for (const Layout& layout : layouts) {
    std::optional<Layout> fitted = Fitted(layout, columns);
    if (fitted && (!best || fitted->priority > best->priority)) best = std::move(fitted);
  }
  if (best) return *best;
  throw Error(fmt::format("has no columns that are known as prompt and response; it has: {}", NamesOf(columns)), {path},
              "name them with --prompt COLUMN --response COLUMN (only --response for texts to pretrain on)");
}

ExampleReader::ExampleReader(std::unique_ptr<RowReader> rows, Layout layout)
    : rows_(std::move(rows)), layout_(std::move(layout)) {
  std::vector<std::string> names = {layout_.response};
  if (layout_.kind == Layout::Kind::kPair) names.insert(names.end(), layout_.prompt.begin(), layout_.prompt.end());
  rows_->Choose(names);
}

bool ExampleReader::Next(Example& example) {
  if (!rows_->Next()) return false;
  example = {};
  if (layout_.kind == Layout::Kind::kTurns) {
    ReadTurns(example);
  } else {
    ReadPair(example);
  }
  return true;
}

void ExampleReader::ReadPair(Example& example) {
  const std::vector<Cell>& row = rows_->row();
  if (IsThere(row[0])) example.response = row[0].text;
  if (row.size() < 2 || !IsThere(row[1])) return;
  example.prompt = row[1].text;
  for (std::size_t i = 2; i < row.size(); ++i) {
    if (!IsThere(row[i]) || Trim(row[i].text).empty()) continue;
    if (example.prompt->data() != prompt_.data()) prompt_ = *example.prompt;
    prompt_.append("\n").append(row[i].text);
    example.prompt = prompt_;
  }
}

bool ExampleReader::ReadTurn(std::string_view json, Turn& turn) {
  if (!scanner_.Read(json, members_) || json.front() != '{') return false;
  const auto find = [&](const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
      for (const JsonMember& member : members_) {
        if (member.key == key) return &member;
      }
    }
    return static_cast<const JsonMember*>(nullptr);
  };
  const JsonMember *role = find(layout_.role), *content = find(layout_.content);
  if (!role || !content || content->kind == Cell::Kind::kNull) return false;
  const std::string who = LowerAscii(Unescaped(*role, scratch_));
  turn.speaker = IsOneOf(who, layout_.user)        ? Turn::Speaker::kUser
                 : IsOneOf(who, layout_.assistant) ? Turn::Speaker::kAssistant
                                                   : Turn::Speaker::kOther;
  turn.text = Unescaped(*content, scratch_);
  return true;
}

/// The texts of turns, joined by line ends; nothing when there are none.
std::optional<std::string_view> ExampleReader::JoinTurns(std::size_t begin, std::size_t end,
                                                         std::string& storage) const {
  if (begin == end) return std::nullopt;
  storage = turns_[begin].text;
  for (std::size_t i = begin + 1; i < end; ++i) storage.append("\n").append(turns_[i].text);
  return storage;
}

void ExampleReader::ReadTurns(Example& example) {
  const Cell& cell = rows_->row()[0];
  if (cell.kind != Cell::Kind::kNested || !scanner_.Read(cell.text, elements_)) return;
  turn_count_ = 0;
  std::size_t exchange = 0;  // elements before the prompt
  std::vector<std::size_t> element_of;
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    if (turns_.size() == turn_count_) turns_.emplace_back();
    if (!ReadTurn(elements_[i].text, turns_[turn_count_])) continue;
    element_of.push_back(i);
    ++turn_count_;
  }
  const auto spoken_by = [&](std::size_t i, Turn::Speaker speaker) {
    return i > 0 && turns_[i - 1].speaker == speaker;
  };
  std::size_t end = turn_count_;
  while (end > 0 && !spoken_by(end, Turn::Speaker::kAssistant)) --end;  // turns that nobody answered
  std::size_t middle = end;
  while (spoken_by(middle, Turn::Speaker::kAssistant)) --middle;
  std::size_t begin = middle;
  while (spoken_by(begin, Turn::Speaker::kUser)) --begin;
  example.response = JoinTurns(middle, end, response_);
  example.prompt = JoinTurns(begin, middle, prompt_);
  exchange = begin < element_of.size() ? element_of[begin] : 0;
  if (exchange > 0) {
    const std::string_view last = elements_[exchange - 1].text;
    example.context = cell.text.substr(0, static_cast<std::size_t>(last.data() + last.size() - cell.text.data()));
  }
}

}  // namespace sftdoctor
