// Files followed over all that happens to them: every byte once, in order, and the words of `tail`.
#include "lines/follower.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/live_world.h"
#include "tests/support/random.h"

namespace sftdoctor {
namespace {

/// Keeps what comes: bytes by path, with a bar where a file ended, and messages.
class Notebook final : public FollowTarget {
 public:
  std::map<std::string, std::string> text, passed;
  std::vector<std::string> messages;
  std::vector<std::string> found;

  void OnFile(const std::string& path, std::optional<double>, bool) override { found.push_back(path); }
  void OnPassed(const std::string& path, std::string_view bytes) override { passed[path] += bytes; }
  void OnBytes(const std::string& path, std::string_view bytes) override { text[path] += bytes; }
  void OnFileEnd(const std::string& path) override { text[path] += "|"; }
  void OnMessage(const std::string&, const std::string& message) override { messages.push_back(message); }

  std::string TakeMessage() {
    if (messages.empty()) return "";
    std::string first = messages.front();
    messages.erase(messages.begin());
    return first;
  }
};

struct Desk {
  LiveWorld world;
  Notebook notes;
  std::unique_ptr<Follower> follower;

  void Follow(std::vector<std::string> inputs, std::optional<std::uint64_t> lines = {}) {
    follower = std::make_unique<Follower>(world, std::move(inputs), lines, true, notes);
    follower->LookAtAll();
  }
  std::string Look(const std::string& path = "a.log") {
    follower->LookAtAll();
    return notes.text[path];
  }
};

TEST_CASE("a file grows, in pieces of lines too") {
  Desk desk;
  desk.world.Append("a.log", "one\ntw");
  desk.Follow({"a.log"});
  CHECK(desk.notes.text["a.log"] == "one\ntw");
  desk.world.Append("a.log", "o\n");
  CHECK(desk.Look() == "one\ntwo\n");
  CHECK(desk.Look() == "one\ntwo\n");
  CHECK(desk.notes.messages.empty());
}

TEST_CASE("a file that is not there yet") {
  Desk desk;
  desk.Follow({"a.log"});
  CHECK(desk.notes.TakeMessage() == "cannot open 'a.log' for reading: No such file or directory");
  desk.Look();
  CHECK(desk.notes.TakeMessage() == "");
  desk.world.Append("a.log", "one\n");
  CHECK(desk.Look() == "one\n");
  CHECK(desk.notes.TakeMessage() == "'a.log' has appeared;  following new file");
}

TEST_CASE("rotation: the old file is read to its end, also what is written after the move") {
  Desk desk;
  desk.world.Append("a.log", "one\n");
  desk.Follow({"a.log"});
  desk.world.Append("a.log", "two\n");
  desk.world.Rename("a.log", "a.log.1");
  desk.world.Append("a.log.1", "three\n");
  CHECK(desk.Look() == "one\ntwo\nthree\n");
  CHECK(desk.notes.TakeMessage() == "'a.log' has become inaccessible: No such file or directory");
  desk.world.Append("a.log.1", "four\n");
  desk.world.Append("a.log", "five\n");
  CHECK(desk.Look() == "one\ntwo\nthree\nfour\n|five\n");
  CHECK(desk.notes.TakeMessage() == "'a.log' has appeared;  following new file");
}

TEST_CASE("rotation between two looks, and a successor that stays empty for a while") {
  Desk desk;
  desk.world.Append("a.log", "one\n");
  desk.Follow({"a.log"});
  desk.world.Append("a.log", "two\n");
  desk.world.Rename("a.log", "a.log.1");
  desk.world.Append("a.log", "");
  desk.world.Append("a.log.1", "three\n");
  CHECK(desk.Look() == "one\ntwo\nthree\n");
  CHECK(desk.notes.TakeMessage() == "");
  desk.world.Append("a.log", "four\n");
  CHECK(desk.Look() == "one\ntwo\nthree\n|four\n");
  CHECK(desk.notes.TakeMessage() == "'a.log' has been replaced;  following new file");
}

TEST_CASE("a file that is cut begins anew") {
  Desk desk;
  desk.world.Append("a.log", "one\ntwo\n");
  desk.Follow({"a.log"});
  desk.world.Truncate("a.log");
  desk.world.Append("a.log", "three\n");
  CHECK(desk.Look() == "one\ntwo\n|three\n");
  CHECK(desk.notes.TakeMessage() == "a.log: file truncated");
}

TEST_CASE("a file that was cut and is longer again already") {
  Desk desk;
  desk.world.Append("a.log", "one\ntwo\n");
  desk.Follow({"a.log"});
  desk.world.Truncate("a.log");
  desk.world.Append("a.log", "another beginning, much longer\n");
  CHECK(desk.Look() == "one\ntwo\n|another beginning, much longer\n");
  CHECK(desk.notes.TakeMessage() == "a.log: file truncated");
}

TEST_CASE("deleted, still written for a while, and back") {
  Desk desk;
  desk.world.Append("a.log", "one\n");
  desk.Follow({"a.log"});
  desk.world.Remove("a.log");
  CHECK(desk.Look() == "one\n");
  CHECK(desk.notes.TakeMessage() == "'a.log' has become inaccessible: No such file or directory");
  desk.world.Append("a.log", "two\n");
  CHECK(desk.Look() == "one\n|two\n");
  CHECK(desk.notes.TakeMessage() == "'a.log' has appeared;  following new file");
}

TEST_CASE("moved away and back is the same file") {
  Desk desk;
  desk.world.Append("a.log", "one\n");
  desk.Follow({"a.log"});
  desk.world.Rename("a.log", "b");
  desk.Look();
  desk.world.Rename("b", "a.log");
  desk.world.Append("a.log", "two\n");
  CHECK(desk.Look() == "one\ntwo\n");
  CHECK(desk.notes.messages.back() == "'a.log' has become accessible");
}

TEST_CASE("patterns and directories find files that come later, each file once") {
  Desk desk;
  desk.world.Append("logs/rank0.log", "zero\n");
  desk.world.Append("more/notes.md", "no log\n");
  desk.Follow({"logs/rank*", "more"});
  desk.world.Append("logs/rank1.log", "one\n");
  desk.world.Append("more/deep/train.log", "deep\n");
  desk.world.Append("more/model.bin", "no log\n");
  desk.Look();
  CHECK(desk.notes.text["logs/rank1.log"] == "one\n");
  desk.Look();
  CHECK(desk.notes.text["more/deep/train.log"] == "deep\n");
  CHECK(desk.notes.found.size() == 3);
  desk.world.Rename("logs/rank0.log", "logs/rank0.log.1");  // the pattern matches this, too
  desk.Look();
  desk.world.Append("logs/rank0.log", "again\n");
  desk.Look();
  CHECK(desk.notes.text["logs/rank0.log"] == "zero\n|again\n");
  CHECK_FALSE(desk.notes.text.contains("logs/rank0.log.1"));
}

TEST_CASE("the last lines only") {
  for (const auto& [lines, passed, read] : std::vector<std::tuple<int, std::string, std::string>>{
           {0, "1\n22\n333\n", ""}, {1, "1\n22\n", "333\n"}, {2, "1\n", "22\n333\n"}, {9, "", "1\n22\n333\n"}}) {
    Desk desk;
    desk.world.Append("a.log", "1\n22\n333\n");
    desk.Follow({"a.log"}, lines);
    CHECK(desk.notes.passed["a.log"] == passed);
    CHECK(desk.notes.text["a.log"] == read);
    desk.world.Append("a.log", "4\n");
    CHECK(desk.Look() == read + "4\n");
    desk.world.Append("b.log", "all\n");
  }
}

TEST_CASE("standard input ends") {
  Desk desk;
  desk.world.Type("one\n");
  desk.Follow({"-"});
  CHECK(desk.notes.text["-"] == "one\n");
  CHECK_FALSE(desk.follower->exhausted());
  desk.world.Type("two");
  desk.world.input_open = false;
  CHECK(desk.Look("-") == "one\ntwo");
  CHECK(desk.follower->exhausted());
}

TEST_CASE("whatever happens in whatever order, every byte comes once and in order") {
  Random random(21);
  for (int trial = 0; trial < 300; ++trial) {
    Desk desk;
    std::string written, name = "a.log";
    bool looked = true;  // since the last time that a file began
    const auto append = [&] {
      const std::string text = fmt::format("{}{}", random.Bits() % 100000, random.Bits() % 3 == 0 ? "" : "\n");
      desk.world.Append(name, text);
      written += text;
    };
    append();
    desk.Follow({"a.log"});
    for (int i = 0; i < 60; ++i) {
      const unsigned action = static_cast<unsigned>(random.Bits() % 12);
      if (action < 5) append();
      if (action >= 5 && action < 8) looked = (desk.Look(), true);
      if (action == 8 && looked) {
        desk.world.Rename("a.log", fmt::format("a.log.{}", i));
        append();
        looked = false;
      }
      if (action == 9 && looked) {
        desk.world.Remove("a.log");
        if (random.Bits() % 2 == 0) desk.Look();
        append();
        looked = false;
      }
      if (action == 10 && looked) {
        desk.Look();  // what is not read before it is cut is gone
        desk.world.Truncate("a.log");
        if (random.Bits() % 2 == 0) desk.Look();
        append();
        looked = false;
      }
      if (action == 11) desk.follower->LookAt({{"a.log", "unknown"}, false});
    }
    std::string got = desk.Look();
    std::erase(got, '|');
    INFO("trial ", trial);
    CHECK(got == written);
  }
}

TEST_CASE("the real file system: appending, rotation, inotify") {
  const auto world = MakeRealWorld();
  std::string directory = (std::filesystem::temp_directory_path() / "sftdoctor-follow-XXXXXX").string();
  REQUIRE(mkdtemp(directory.data()) != nullptr);
  const std::string path = directory + "/train.log";
  const auto append = [&](const std::string& text) { std::ofstream(path, std::ios::app) << text; };
  {
    append("one\n");
    Notebook notes;
    Follower follower(*world, {directory}, {}, true, notes);
    follower.LookAtAll();
    CHECK(notes.text[path] == "one\n");
    append("two\n");
    ChangeWatch::Changes changes = follower.watch().Wait(5);
    CHECK_FALSE(changes.paths.empty());  // this file system tells; a tmpfs or an ext4 always does
    follower.LookAt(changes);
    CHECK(notes.text[path] == "one\ntwo\n");
    std::filesystem::rename(path, path + ".1");
    append("three\n");
    changes = follower.watch().Wait(5);
    CHECK(changes.names);
    follower.LookAt(changes);
    CHECK(notes.text[path] == "one\ntwo\n|three\n");
    CHECK(notes.messages == std::vector<std::string>{"'" + path + "' has been replaced;  following new file"});
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace sftdoctor
