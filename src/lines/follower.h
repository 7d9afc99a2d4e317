// Files by name, over all that happens to them, as `tail -F` follows them: bytes of each, in order, none twice.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"

namespace sftdoctor {

/// Who takes the bytes. Paths are as named, or as a pattern or directory found them.
class FollowTarget {
 public:
  virtual ~FollowTarget() = default;
  /// A file is followed from now on. `modified`: when it was last written; nothing when it is not there, or is new.
  /// `found`: in a directory, by its ending.
  virtual void OnFile(const std::string& path, std::optional<double> modified, bool found) = 0;
  /// Bytes before the last lines that were asked for.
  virtual void OnPassed(const std::string& path, std::string_view bytes) = 0;
  virtual void OnBytes(const std::string& path, std::string_view bytes) = 0;
  /// The file was replaced or cut: what came of it is all, the next bytes are those of another.
  virtual void OnFileEnd(const std::string& path) = 0;
  /// Something that `tail -F` would say, in its words.
  virtual void OnMessage(const std::string& path, const std::string& message) = 0;
};

/// Follows files, quoted patterns, directories and "-". A name whose file is renamed away is read on until another file
/// of that name has content; what a pattern finds is followed once, whatever its name becomes.
class Follower {
 public:
  /// `last_lines`: begin so many lines before the end of what is there now; nothing: at the start. `hints`: ask to be
  /// told of changes; else only standard input is waited for.
  Follower(World& world, std::vector<std::string> inputs, std::optional<std::uint64_t> last_lines, bool hints,
           FollowTarget& target);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  /// Looks at every file, and (when asked to search) for new ones, which is costlier in a large directory.
  void LookAtAll(bool search = true);
  /// Looks at what is said to have changed.
  void LookAt(const ChangeWatch::Changes& changes);
  /// Whether a look stopped before the end of some file, to let others have a turn.
  bool unread() const { return unread_; }
  /// Whether nothing can come any more: standard input has ended and nothing else is followed.
  bool exhausted() const;
  ChangeWatch& watch() { return *watch_; }

 private:
  struct Followed;
  void FindFiles(bool first);
  enum class By { kName, kPattern, kDirectory };
  void Add(const std::string& path, By by, bool first);
  void Look(Followed& file);
  void LookAtChanged(Followed& file);
  void BeginAnew(Followed& file);
  void LookAtStream(Followed& file);
  bool OpenNow(Followed& file, bool first);
  bool ReadOn(Followed& file);
  void PassToLastLines(Followed& file);
  bool IsFollowed(const FileIdentity& identity, const Followed* but) const;

  World& world_;
  std::vector<std::string> inputs_;
  std::optional<std::uint64_t> last_lines_;
  bool hints_;
  FollowTarget& target_;
  std::unique_ptr<ChangeWatch> watch_;
  std::map<std::string, std::unique_ptr<Followed>> files_;
  std::set<std::string> watched_directories_;
  std::vector<char> buffer_;
  bool unread_ = false;
};

}  // namespace sftdoctor
