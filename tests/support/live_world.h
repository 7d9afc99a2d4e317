// A machine on which files grow, move and vanish by a script, and time passes only where the program waits.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_world.h"

namespace sftdoctor {

class LiveWorld : public FakeWorld {
 public:
  bool hints = true;       ///< whether changes are told, as by inotify; false: only looking finds them
  bool input_open = true;  ///< standard input: more may come

  /// Does something so many seconds after the start, in the midst of the program's waiting.
  void At(double seconds, std::function<void()> action) { script_.emplace(kStart + seconds, std::move(action)); }
  double elapsed() const { return moment.steady - kStart; }

  void Append(const std::string& path, std::string_view text) {
    Inode& inode = *Named(path);
    inode.content += text;
    inode.modified = moment.wall + 1e-6 * static_cast<double>(++changes_ % 100'000);
    Touch(path, false);
  }
  void Truncate(const std::string& path, std::size_t size = 0) {
    Inode& inode = *Named(path);
    inode.content.resize(size);
    inode.modified = moment.wall + 1e-6 * static_cast<double>(++changes_ % 100'000);
    inode.dropped = 0;
    Touch(path, false);
  }
  /// A new file under the name, as `mv other path` makes it.
  void Replace(const std::string& path, std::string_view text) {
    Remove(path);
    Append(path, text);
  }
  void Rename(const std::string& from, const std::string& to) {
    const std::shared_ptr<Inode> inode = Named(from);
    Remove(from);
    inodes_[to] = inode;
    files[to];
    Touch(to, true);
  }
  void Remove(const std::string& path) {
    inodes_.erase(path);
    files.erase(path);
    Touch(path, true);
  }
  /// Gives back the memory of what stands in a file but for its last bytes; its size stays. For long simulations.
  void DropContent(const std::string& path) {
    Inode& inode = *Named(path);
    const std::size_t most = inode.content.size() - std::min<std::size_t>(inode.content.size(), 4096);
    inode.dropped += most;
    inode.content = inode.content.substr(most);
  }
  void Type(std::string_view text) { in += text; }

  std::unique_ptr<Source> Open(const std::string& path) override {
    if (path == "-") return FakeWorld::Open(path);
    return std::make_unique<TextSource>(Existing(path)->content, short_reads);
  }
  std::unique_ptr<GrowingFile> OpenGrowing(const std::string& path) override {
    if (path == "-") return std::make_unique<Pipe>(*this);
    return std::make_unique<File>(Existing(path));
  }
  std::optional<FileFacts> Stat(const std::string& path) override {
    const auto found = inodes_.find(path);
    if (found == inodes_.end()) return FakeWorld::Stat(path);
    const Inode& inode = *found->second;
    return FileFacts{inode.dropped + inode.content.size(), inode.modified, 0644, false, {1, inode.number}};
  }
  std::unique_ptr<ChangeWatch> WatchChanges() override { return std::make_unique<Watch>(*this); }

 private:
  static constexpr double kStart = kFakeMorning.steady;

  struct Inode {
    std::uint64_t number = 0;
    std::string content;
    std::uint64_t dropped = 0;  ///< bytes before the content
    double modified = 0;
  };

  class File final : public GrowingFile {
   public:
    explicit File(std::shared_ptr<Inode> inode) : inode_(std::move(inode)) {}
    FileIdentity identity() const override { return {1, inode_->number}; }
    bool seekable() const override { return true; }
    std::uint64_t Size() override { return inode_->dropped + inode_->content.size(); }
    std::optional<std::size_t> ReadAt(std::uint64_t position, char* to, std::size_t size) override {
      if (position >= Size() || position < inode_->dropped) return 0;
      const std::string_view rest = std::string_view(inode_->content).substr(position - inode_->dropped);
      std::memcpy(to, rest.data(), size = std::min(size, rest.size()));
      return size;
    }

   private:
    std::shared_ptr<Inode> inode_;
  };

  class Pipe final : public GrowingFile {
   public:
    explicit Pipe(LiveWorld& world) : world_(world) {}
    FileIdentity identity() const override { return {0, 0}; }
    bool seekable() const override { return false; }
    std::uint64_t Size() override { return 0; }
    std::optional<std::size_t> ReadAt(std::uint64_t, char* to, std::size_t size) override {
      const std::string_view rest = std::string_view(world_.in).substr(read_);
      if (rest.empty() && world_.input_open) return std::nullopt;
      std::memcpy(to, rest.data(), size = std::min(size, rest.size()));
      read_ += size;
      return size;
    }

   private:
    LiveWorld& world_;
    std::size_t read_ = 0;
  };

  class Watch final : public ChangeWatch {
   public:
    explicit Watch(LiveWorld& world) : world_(world) {}
    void Add(const std::string& path) override { added_.insert(path); }
    void Remove(const std::string& path) override { added_.erase(path); }
    Changes Wait(double seconds) override {
      Changes changes = world_.Sleep(seconds);
      std::erase_if(changes.paths, [&](const std::string& path) {
        return !added_.contains(path) && !added_.contains(path.substr(0, path.rfind('/')));
      });
      if (added_.contains("-")) changes.paths.push_back("-");
      return changes;
    }

   private:
    LiveWorld& world_;
    std::set<std::string> added_;
  };

  std::shared_ptr<Inode>& Named(const std::string& path) {
    std::shared_ptr<Inode>& inode = inodes_[path];
    if (!inode) {
      inode = std::make_shared<Inode>();
      inode->number = ++last_number_;
      inode->modified = moment.wall;
      files[path];
      Touch(path, true);
    }
    return inode;
  }
  std::shared_ptr<Inode> Existing(const std::string& path) {
    const auto found = inodes_.find(path);
    if (found != inodes_.end()) return found->second;
    FakeWorld::Open(path);  // says what is wrong
    throw Error("is no file of this world", {path});
  }
  void Touch(const std::string& path, bool names) {
    touched_.insert(path);
    names_touched_ = names_touched_ || names;
  }
  void PassTo(double steady) {
    moment.wall += steady - moment.steady;
    moment.steady = steady;
  }

  ChangeWatch::Changes Sleep(double seconds) {
    const double until = moment.steady + seconds;
    touched_.clear();
    names_touched_ = false;
    while (!script_.empty() && script_.begin()->first <= until && stop_signal == 0) {
      const auto next = script_.extract(script_.begin());
      if (next.key() > moment.steady) PassTo(next.key());
      next.mapped()();
      if (hints && !touched_.empty()) break;
    }
    if (!hints || touched_.empty()) PassTo(std::max(until, moment.steady));
    if (moment.steady > 1e7) throw std::runtime_error("nobody stops this");
    if (!hints) return {};
    return {{touched_.begin(), touched_.end()}, names_touched_};
  }

  std::map<std::string, std::shared_ptr<Inode>> inodes_;
  std::multimap<double, std::function<void()>> script_;
  std::set<std::string> touched_;
  bool names_touched_ = false;
  std::uint64_t last_number_ = 0, changes_ = 0;
};

}  // namespace sftdoctor
