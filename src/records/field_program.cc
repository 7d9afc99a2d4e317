#include "records/field_program.h"

#include <algorithm>

#include "lines/block.h"

namespace sftdoctor {
namespace {

constexpr std::array<bool, 256> kWordBytes = [] {
  std::array<bool, 256> set{};
  set.fill(true);
  for (const char c : {'\t', '\n', '\f', '\r', ' ', ','}) set[static_cast<unsigned char>(c)] = false;
  return set;
}();

}  // namespace

std::optional<FieldProgram> FieldProgram::Compile(const std::string& pattern) {
  const auto pieces = ReadPieces(pattern);
  if (!pieces) return std::nullopt;
  FieldProgram program;
  program.anchored_ = pieces->anchored;
  program.to_end_ = pieces->to_end;
  const Piece& first = pieces->pieces.front();
  if (first.kind == Piece::Kind::kLiteral) program.first_literal_ = first.literal;
  if (!program.anchored_ && program.first_literal_.empty()) return std::nullopt;
  std::uint8_t captures = 0;
  for (const Piece& piece : pieces->pieces) {
    if (piece.kind == Piece::Kind::kOptionalLiteral && piece.literal.size() > kPadding / 2) return std::nullopt;
    const bool captured = piece.kind == Piece::Kind::kMacro && !piece.name.empty();
    if (captured && captures == kMostCaptures) return std::nullopt;
    program.AddPiece(piece, captured ? captures++ : static_cast<std::uint8_t>(kMostCaptures));
    if (captured) program.captured_ = program.steps_.size();
  }
  return program;
}

void FieldProgram::AddLiteral(std::string_view literal) {
  while (!literal.empty()) {
    steps_.emplace_back().literal = ShortText(literal.substr(0, ShortText::kMost));
    literal.remove_prefix(steps_.back().literal.size());
  }
}

void FieldProgram::AddPiece(const Piece& piece, std::uint8_t capture) {
  static constexpr Action kMacroActions[] = {Action::kNumber, Action::kInteger, Action::kGrouped, Action::kTime,
                                             Action::kWord};
  if (piece.kind == Piece::Kind::kLiteral) return AddLiteral(piece.literal);
  if (steps_.empty() || steps_.back().action != Action::kNone) {
    steps_.emplace_back();
  }
  Step& step = steps_.back();
  step.capture = capture;
  if (piece.kind == Piece::Kind::kMacro) {
    step.action = kMacroActions[static_cast<std::size_t>(piece.macro)];
  } else if (piece.kind == Piece::Kind::kOptionalLiteral) {
    step.action = Action::kOptional;
    step.text = static_cast<std::uint16_t>(texts_.size());
    texts_.push_back(piece.literal);
  } else {
    step.action = piece.at_most_one ? Action::kRunOne : Action::kRun;
    step.least = static_cast<std::uint8_t>(piece.least);
    step.set = static_cast<std::uint16_t>(sets_.size());
    std::array<bool, 256> set{};
    for (std::size_t c = 0; c < 256; ++c) set[c] = piece.set.test(c);
    sets_.push_back(set);
  }
}

inline const char* FieldProgram::Act(const Step& step, const char* p, TimeCache& cache, Captures& out) const {
  double unused;
  double& number = step.capture < kMostCaptures ? out.numbers[step.capture] : unused;
  switch (step.action) {
    case Action::kNone:
      return p;
    case Action::kNumber:
      return ReadNumber(p, number);
    case Action::kInteger:
      return ReadInteger(p, number);
    case Action::kGrouped:
      return ReadGrouped(p, number);
    case Action::kTime:
      return ReadTime(p, cache, number);
    case Action::kWord: {
      const char* q = p;
      while (kWordBytes[static_cast<unsigned char>(*q)]) ++q;
      if (q == p) return nullptr;
      if (step.capture < kMostCaptures) out.words[step.capture] = {p, static_cast<std::size_t>(q - p)};
      return q;
    }
    case Action::kRun: {
      const auto& set = sets_[step.set];
      const char* q = p;
      while (set[static_cast<unsigned char>(*q)]) ++q;
      return q - p >= step.least ? q : nullptr;
    }
    case Action::kRunOne: {
      const bool there = sets_[step.set][static_cast<unsigned char>(*p)];
      return there ? p + 1 : step.least == 0 ? p : nullptr;
    }
    case Action::kOptional: {
      const std::string& text = texts_[step.text];
      return std::string_view(p, text.size()) == text ? p + text.size() : p;
    }
  }
  return nullptr;
}

inline const char* FieldProgram::Take(const Step& step, const char* p, TimeCache& cache, Captures& out) const {
  return step.literal.StandsAt(p) ? Act(step, p + step.literal.size(), cache, out) : nullptr;
}

bool FieldProgram::RunAt(const char* p, TimeCache& cache, Captures& out) const {
  const Step* step = steps_.data();
  const Step* const captured = step + captured_;
  const Step* const end = step + steps_.size();
  for (; step < captured; ++step) {
    if (!(p = Take(*step, p, cache, out))) return false;
  }
  const char* const last = p;
  for (; step < end; ++step) {
    if (!(p = Take(*step, p, cache, out))) return false;
  }
  if (to_end_ && *p != '\n' && *p != '\r') return false;
  out.absent = 0;
  out.end = p;
  out.ends_in_capture = p == last && captured_ > 0;
  return true;
}

bool FieldProgram::Run(const char* line, const char* line_end, TimeCache& cache, Captures& out) const {
  if (anchored_) return RunAt(line, cache, out);
  std::string_view rest(line, static_cast<std::size_t>(line_end - line));
  for (;;) {
    const std::size_t at = rest.find(first_literal_);
    if (at == std::string_view::npos) return false;
    if (RunAt(rest.data() + at, cache, out)) return true;
    rest.remove_prefix(at + 1);
  }
}

}  // namespace sftdoctor
