#include "lines/follower.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "lines/log_files.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kReadSize = std::size_t{256} << 10;
constexpr std::size_t kMostPerLook = std::size_t{16} << 20;  ///< then the other files have a turn
/// Last bytes read before a position, read again with what follows: a file that was cut and is longer again already
/// shows itself by them.
constexpr std::size_t kWitness = 64;

std::string Quoted(const std::string& path) { return "'" + path + "'"; }

/// "No such file or directory" of "cannot open for reading: No such file or directory".
std::string ReasonOf(const Error& error) {
  const std::string what = error.what();
  const std::size_t colon = what.rfind(": ");
  return colon == std::string::npos ? what : what.substr(colon + 2);
}

}  // namespace

struct Follower::Followed {
  std::string path;
  bool named = false;    ///< by the user, so that it is waited for
  bool missing = false;  ///< its name was said to be gone
  bool ended = false;    ///< a stream, to its end
  bool at_home = false;  ///< at the last look its name was that of the open file
  std::string trouble;   ///< why it could not be opened, as last said
  std::unique_ptr<GrowingFile> open;
  std::uint64_t position = 0;
  std::string witness;   ///< the bytes before the position
  double modified = -1;  ///< as of the last look
};

Follower::Follower(World& world, std::vector<std::string> inputs, std::optional<std::uint64_t> last_lines, bool hints,
                   FollowTarget& target)
    : world_(world),
      inputs_(std::move(inputs)),
      last_lines_(last_lines),
      hints_(hints),
      target_(target),
      watch_(world.WatchChanges()),
      buffer_(kReadSize + kWitness) {
  FindFiles(true);
}

Follower::~Follower() = default;

bool Follower::IsFollowed(const FileIdentity& identity, const Followed* but) const {
  return std::any_of(files_.begin(), files_.end(), [&](const auto& entry) {
    const Followed& file = *entry.second;
    return &file != but && file.open && file.open->seekable() && file.open->identity() == identity;
  });
}

/// Finds what patterns and directories hold by now.
void Follower::FindFiles(bool first) {
  for (const std::string& input : inputs_) {
    const bool pattern = IsPattern(input) && !world_.Exists(input);
    if (input != "-" && world_.IsDirectory(input)) {
      for (const std::string& path : world_.FilesBelow(input)) {
        if (LooksLikeLog(path)) Add(path, By::kDirectory, first);
      }
      if (hints_ && watched_directories_.insert(input).second) watch_->Add(input);
    } else if (pattern) {
      for (const std::string& path : world_.Glob(input)) Add(path, By::kPattern, first);
      const std::string directory = input.find('/') == std::string::npos ? "." : input.substr(0, input.rfind('/'));
      const bool plain = hints_ && !IsPattern(directory) && world_.IsDirectory(directory);
      if (plain && watched_directories_.insert(directory).second) watch_->Add(directory);
    } else {
      Add(input, By::kName, first);
    }
  }
}

void Follower::Add(const std::string& path, By by, bool first) {
  if (files_.contains(path)) return;
  const bool named = by == By::kName;
  const auto facts = path == "-" ? std::nullopt : world_.Stat(path);
  // What is followed already under another name: a file that was rotated away, or a link.
  if (!named && (!facts || facts->directory || IsFollowed(facts->identity, nullptr))) return;
  Followed& file = *(files_[path] = std::make_unique<Followed>());
  file.path = path;
  file.named = named;
  target_.OnFile(path, first && facts ? std::optional(facts->modified) : std::nullopt, by == By::kDirectory);
  if (!first) target_.OnMessage(path, Quoted(path) + " has appeared;  following new file");
  if (hints_ || path == "-") watch_->Add(path);
  OpenNow(file, first);
}

bool Follower::OpenNow(Followed& file, bool first) {
  std::unique_ptr<GrowingFile> open;
  try {
    open = world_.OpenGrowing(file.path);
  } catch (const Error& error) {
    const std::string trouble = ReasonOf(error);
    if (trouble != file.trouble && !file.missing) {
      target_.OnMessage(file.path, "cannot open " + Quoted(file.path) + " for reading: " + trouble);
    }
    file.trouble = trouble;
    return false;
  }
  if (file.position > 0) target_.OnFileEnd(file.path);
  file.open = std::move(open);
  file.trouble.clear();
  file.position = 0;
  file.witness.clear();
  if (first && last_lines_ && file.open->seekable()) PassToLastLines(file);
  return true;
}

/// Hands over everything before the last lines as passed.
void Follower::PassToLastLines(Followed& file) {
  const std::uint64_t size = file.open->Size();
  std::uint64_t from = size, lines = 0;
  bool found = *last_lines_ == 0;
  while (from > 0 && !found) {
    const std::size_t piece = static_cast<std::size_t>(std::min<std::uint64_t>(kReadSize, from));
    const std::size_t got = file.open->ReadAt(from - piece, buffer_.data(), piece).value_or(0);
    if (got < piece) return;  // it is being cut: begin at its start
    for (std::size_t i = piece; i-- > 0 && !found;) {
      const bool line_end = buffer_[i] == '\n' && from - piece + i + 1 < size;  // the last end closes the last line
      if (line_end && ++lines == *last_lines_) {
        from = from - piece + i + 1;
        found = true;
      }
    }
    if (!found) from -= piece;
  }
  while (file.position < from) {
    const std::size_t piece = static_cast<std::size_t>(std::min<std::uint64_t>(kReadSize, from - file.position));
    const std::size_t got = file.open->ReadAt(file.position, buffer_.data(), piece).value_or(0);
    if (got == 0) return;
    target_.OnPassed(file.path, {buffer_.data(), got});
    file.witness.assign(buffer_.data() + got - std::min(got, kWitness), std::min(got, kWitness));
    file.position += got;
  }
}

void Follower::LookAtAll(bool search) {
  unread_ = false;
  if (search) FindFiles(false);
  for (const auto& [path, file] : files_) Look(*file);
}

void Follower::LookAt(const ChangeWatch::Changes& changes) {
  unread_ = false;
  if (changes.names) return LookAtAll();
  for (const std::string& path : changes.paths) {
    const auto found = files_.find(path);
    if (found != files_.end()) LookAtChanged(*found->second);
  }
}

/// No name has changed since the last look: the open file is the one that grew, and its facts need not be asked for.
void Follower::LookAtChanged(Followed& file) {
  if (!file.at_home) return Look(file);
  if (!ReadOn(file)) BeginAnew(file);
}

bool Follower::exhausted() const {
  const bool looks_further =
      std::any_of(inputs_.begin(), inputs_.end(), [](const auto& input) { return input != "-"; });
  return !looks_further &&
         std::all_of(files_.begin(), files_.end(), [](const auto& entry) { return entry.second->ended; });
}

void Follower::LookAtStream(Followed& file) {
  std::size_t most = kMostPerLook;
  while (most > 0) {
    const auto got = file.open->ReadAt(0, buffer_.data(), std::min(most, kReadSize));
    if (!got) return;
    if (*got == 0) {
      file.ended = true;
      watch_->Remove(file.path);
      return;
    }
    target_.OnBytes(file.path, {buffer_.data(), *got});
    most -= *got;
  }
  unread_ = true;
}

/// Reads to the end of the open file; false when it was cut.
bool Follower::ReadOn(Followed& file) {
  for (std::size_t most = kMostPerLook; most > 0;) {
    const std::size_t again = file.witness.size();
    const std::size_t got =
        file.open->ReadAt(file.position - again, buffer_.data(), again + std::min(most, kReadSize)).value_or(0);
    if (got < again || std::memcmp(buffer_.data(), file.witness.data(), again) != 0) return false;
    if (got == again) return true;
    const bool end = got < again + std::min(most, kReadSize);
    target_.OnBytes(file.path, {buffer_.data() + again, got - again});
    file.position += got - again;
    const std::size_t kept = std::min(got, kWitness);
    file.witness.assign(buffer_.data() + got - kept, kept);
    if (end) return true;
    most -= std::min(most, got - again);
  }
  unread_ = true;
  return true;
}

void Follower::Look(Followed& file) {
  if (file.ended) return;
  if (file.open && !file.open->seekable()) return LookAtStream(file);
  const bool unnamed = file.path == "-";  // standard input is a file, and always there
  const auto facts = unnamed ? std::nullopt : world_.Stat(file.path);
  file.at_home = facts && file.open && facts->identity == file.open->identity();
  if (unnamed) {
    if (!file.open) return;
  } else if (!file.open) {
    if (!facts || facts->directory || (!file.named && IsFollowed(facts->identity, &file))) return;
    if (!OpenNow(file, false)) return;
    target_.OnMessage(file.path, Quoted(file.path) + " has appeared;  following new file");
    file.missing = false;
    if (!file.open->seekable()) return LookAtStream(file);
  } else if (!facts) {
    // The old file is read on: it may be written for a while after it was renamed or removed.
    if (!file.missing)
      target_.OnMessage(file.path, Quoted(file.path) + " has become inaccessible: No such file or directory");
    file.missing = true;
  } else if (!(facts->identity == file.open->identity()) && facts->bytes > 0) {
    if (!IsFollowed(facts->identity, &file) || file.named) {
      ReadOn(file);
      if (unread_) return;  // of the old one; its successor waits
      if (!OpenNow(file, false)) return;
      target_.OnMessage(file.path, Quoted(file.path) + (file.missing ? " has appeared;  following new file"
                                                                     : " has been replaced;  following new file"));
      file.missing = false;
    }
  } else if (file.at_home) {
    if (file.missing) target_.OnMessage(file.path, Quoted(file.path) + " has become accessible");
    file.missing = false;
    if (facts->bytes == file.position && facts->modified == file.modified) return;
    file.modified = facts->modified;
  }
  if (!ReadOn(file)) BeginAnew(file);
}

void Follower::BeginAnew(Followed& file) {
  target_.OnMessage(file.path, file.path + ": file truncated");
  target_.OnFileEnd(file.path);
  file.position = 0;
  file.witness.clear();
  ReadOn(file);
}

}  // namespace sftdoctor
