// Applying and undoing patches: whatever dies whenever, the config is the old or the new one, whole.
#include "patches/apply.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/support/fake_world.h"
#include "tests/support/folder.h"

namespace sftdoctor::tests {
namespace {

const std::string kOld = "learn_rate = 1e-5\n", kNew = "learn_rate = 5e-5\n", kNewer = "learn_rate = 7e-5\n";

ConfigFile FileOf(const std::string& path, const std::string& text) {
  ConfigFile file;
  file.path = path;
  file.text = text;
  return file;
}

Applied PatchOf(const std::string& plan) { return {"Train", plan, 0, "", "", "", "", {}}; }

struct Died {};

/// Dies before its n-th operation that changes something, or right after it.
class MortalWorld final : public FakeWorld {
 public:
  int lives = 1000;
  bool dies_after = false;

  void WriteFile(const std::string& path, std::string_view content) override {
    if (!dies_after) Step();
    FakeWorld::WriteFile(path, content);
    if (dies_after) Step();
  }
  bool CreateFile(const std::string& path, std::string_view content, unsigned mode) override {
    if (Exists(path)) return false;
    return FakeWorld::CreateFile(path, content, mode);  // writes through WriteFile
  }

 private:
  void Step() {
    if (--lives <= 0) throw Died{};
  }
};

std::string ErrorOf(const std::function<void()>& run) {
  try {
    run();
    return "";
  } catch (const Error& error) {
    return error.what() + (" | " + error.hint());
  }
}

TEST_CASE("apply writes backup, history and config; undo brings the old one back") {
  FakeWorld world;
  world.files["dir/config.py"] = kOld;
  const Applied applied = Apply(world, FileOf("dir/config.py", kOld), kNew, PatchOf("aggressive"));
  CHECK(applied.backup == "dir/config.py.backup");
  CHECK(world.files["dir/config.py"] == kNew);
  CHECK(world.files["dir/config.py.backup"] == kOld);
  Apply(world, FileOf("dir/config.py", kNew), kNewer, PatchOf("last-resort"));
  CHECK(world.files["dir/config.py.backup.1"] == kNew);
  const History history = ReadHistory(world, "dir/config.py", kNewer);
  REQUIRE(history.size() == 2);
  CHECK(history[0].plan == "aggressive");
  CHECK(history[1].backup == "dir/config.py.backup.1");
  std::string kept;
  CHECK(Undo(world, "dir/config.py", false, kept).plan == "last-resort");
  CHECK(world.files["dir/config.py"] == kNew);
  CHECK(Undo(world, "dir/config.py", false, kept).plan == "aggressive");
  CHECK(world.files["dir/config.py"] == kOld);
  CHECK(ErrorOf([&] { Undo(world, "dir/config.py", false, kept); }).starts_with("no patch is on record"));
  CHECK(kept.empty());
}

TEST_CASE("a backup with the same text is used again, one with another never touched") {
  FakeWorld world;
  world.files["config.py"] = kOld;
  world.files["config.py.backup"] = "mine";
  world.files["config.py.backup.1"] = kOld;
  CHECK(Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a")).backup == "config.py.backup.1");
  CHECK(world.files["config.py.backup"] == "mine");
  CHECK_FALSE(world.Exists("config.py.backup.2"));
}

TEST_CASE("a config that changed since it was read is left alone") {
  FakeWorld world;
  world.files["config.py"] = "edited";
  CHECK(ErrorOf([&] { Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a")); }).starts_with("has changed since"));
  CHECK(world.files.size() == 1);
}

TEST_CASE("undo refuses to lose edits; --force keeps them as a backup") {
  FakeWorld world;
  world.files["config.py"] = kOld;
  Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a"));
  world.files["config.py"] = kNew + "# mine\n";
  std::string kept;
  CHECK(ErrorOf([&] { Undo(world, "config.py", false, kept); }).starts_with("was edited after it was patched"));
  CHECK(world.files["config.py"] == kNew + "# mine\n");
  Undo(world, "config.py", true, kept);
  CHECK(world.files["config.py"] == kOld);
  CHECK(kept == "config.py.backup.1");
  CHECK(world.files[kept] == kNew + "# mine\n");
}

TEST_CASE("undo refuses a backup that is not the old file") {
  FakeWorld world;
  world.files["config.py"] = kOld;
  Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a"));
  world.files["config.py.backup"] = "other";
  std::string kept;
  CHECK(ErrorOf([&] { Undo(world, "config.py", true, kept); }).starts_with("is not the file as it was"));
  CHECK(world.files["config.py"] == kNew);
}

TEST_CASE("a file whose name is not UTF-8 is brought back as well") {
  FakeWorld world;
  const std::string path = "dir/\xC5\xE4\xD6\xC3.py";  // GBK
  world.files[path] = kOld;
  world.files[path + ".backup"] = "mine";
  CHECK(Apply(world, FileOf(path, kOld), kNew, PatchOf("a")).backup == path + ".backup.1");
  std::string kept;
  CHECK(Undo(world, path, false, kept).backup == path + ".backup.1");
  CHECK(world.files[path] == kOld);
}

TEST_CASE("a record that holds the whole name of the backup is still understood") {
  FakeWorld world;
  world.files["dir/config.py"] = kOld;
  Apply(world, FileOf("dir/config.py", kOld), kNew, PatchOf("a"));
  std::string& record = world.files["dir/config.py.sftdoctor.json"];
  const std::size_t at = record.find("\".backup\"");
  REQUIRE(at != std::string::npos);
  record.insert(at + 1, "config.py");
  CHECK(ReadHistory(world, "dir/config.py", kNew).front().backup == "dir/config.py.backup");
}

/// Somebody saves the config just before it is brought back.
class BusyWorld final : public FakeWorld {
 public:
  std::string ReadFile(const std::string& path) override {
    std::string text = FakeWorld::ReadFile(path);
    if (path.ends_with(".backup")) files["config.py"] = "edited";
    return text;
  }
};

TEST_CASE("undo leaves a config alone that is edited meanwhile") {
  BusyWorld world;
  world.files["config.py"] = kOld;
  Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a"));
  REQUIRE(world.files["config.py"] == kNew);
  std::string kept;
  CHECK(ErrorOf([&] { Undo(world, "config.py", false, kept); }).starts_with("has changed since it was read"));
  CHECK(world.files["config.py"] == "edited");
  CHECK(ReadHistory(world, "config.py", kNew).size() == 1);
}

TEST_CASE("a step that is none is refused; a record that cannot be read is not called foreign") {
  FakeWorld world;
  world.files["config.py"] = kOld;
  Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a"));
  std::string& record = world.files["config.py.sftdoctor.json"];
  const std::string good = record;
  for (const char* step : {"0", "-1"}) {
    record = good;
    record.replace(record.find("\"step\": 1") + 8, 1, step);
    CHECK(ErrorOf([&] { ReadHistory(world, "config.py", kNew); }).find("move it aside") != std::string::npos);
  }
  world.files.erase("config.py.sftdoctor.json");
  world.files["config.py.sftdoctor.json/x"] = "";
  CHECK(ErrorOf([&] { ReadHistory(world, "config.py", kNew); }) == "is a directory | name a file in it");
}

TEST_CASE("a record that is not ours is named") {
  FakeWorld world;
  world.files["config.py"] = kOld;
  for (const char* text :
       {"", "[]", "{\"schema\": \"other\"}", "{\"schema\": \"sftdoctor.applied/1\", \"applied\": 3}"}) {
    world.files["config.py.sftdoctor.json"] = text;
    CHECK(ErrorOf([&] { ReadHistory(world, "config.py", kOld); }).find("move it aside") != std::string::npos);
  }
}

TEST_CASE("dying before or after any operation leaves whole files, and the next try works") {
  for (const bool after : {false, true}) {
    for (int lives = 1; lives <= 4; ++lives) {
      MortalWorld world;
      world.files["config.py"] = kOld;
      world.lives = lives;
      world.dies_after = after;
      bool died = false;
      try {
        Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a"));
      } catch (const Died&) {
        died = true;
      }
      CAPTURE(lives);
      CHECK(died == (lives <= 3));
      const std::string now = world.files["config.py"];
      CHECK((now == kOld || now == kNew));
      if (world.Exists("config.py.backup")) CHECK(world.files["config.py.backup"] == kOld);
      world.lives = 1000;
      std::string kept;
      if (now == kNew) {
        Undo(world, "config.py", false, kept);
      } else {
        CHECK(ErrorOf([&] { Undo(world, "config.py", false, kept); }).starts_with("no patch is on record"));
        Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a"));
        CHECK(ReadHistory(world, "config.py", kNew).size() == 1);
        Undo(world, "config.py", false, kept);
      }
      CHECK(world.files["config.py"] == kOld);
    }
  }
}

TEST_CASE("dying while undoing leaves whole files, and undo can be repeated") {
  for (int lives = 1; lives <= 3; ++lives) {
    MortalWorld world;
    world.files["config.py"] = kOld;
    Apply(world, FileOf("config.py", kOld), kNew, PatchOf("a"));
    world.lives = lives;
    std::string kept;
    try {
      Undo(world, "config.py", false, kept);
    } catch (const Died&) {
    }
    const std::string now = world.files["config.py"];
    CHECK((now == kOld || now == kNew));
    world.lives = 1000;
    if (now == kNew) Undo(world, "config.py", false, kept);
    CHECK(world.files["config.py"] == kOld);
    CHECK(ReadHistory(world, "config.py", kOld).empty());
  }
}

TEST_CASE("on the real machine: permissions stay, links are followed, names that exist are not replaced") {
  const Folder folder;
  const auto world = MakeRealWorld();
  folder.Put("real/config.py", kOld);
  const std::string real = (folder.path() / "real/config.py").string(), link = (folder.path() / "link.py").string();
  REQUIRE(chmod(real.c_str(), 0640) == 0);
  std::filesystem::create_symlink("real/config.py", link);
  Apply(*world, FileOf(link, kOld), kNew, PatchOf("a"));
  CHECK(std::filesystem::is_symlink(link));
  CHECK(folder.Get("real/config.py") == kNew);
  CHECK(world->Stat(real)->mode == 0640);
  CHECK(folder.Get("link.py.backup") == kOld);
  CHECK(world->Stat(link + ".backup")->mode == 0640);
  CHECK_FALSE(world->CreateFile(link + ".backup", "x", 0644));
  CHECK(folder.Get("link.py.backup") == kOld);
  std::string kept;
  Undo(*world, link, false, kept);
  CHECK(folder.Get("real/config.py") == kOld);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    files += !entry.is_symlink() && entry.is_regular_file();
  CHECK(files == 2);  // the backup and the record; no temporary file is left
}

}  // namespace
}  // namespace sftdoctor::tests
