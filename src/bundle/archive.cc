#include "bundle/archive.h"

#include <zip.h>

#include <memory>

#include "base/error.h"

namespace sftdoctor {
namespace {

constexpr zip_uint16_t kMidnight = 0, kFirstDay = (1 << 5) | 1;  // 1980-01-01 00:00:00, where MS-DOS counts from

[[noreturn]] void Fail(const char* what, const char* why) { throw Error(std::string(what) + ": " + why); }

struct SourceCloser {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct ArchiveDiscarder {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

void Add(zip_t* archive, const ArchiveEntry& entry) {
  zip_source_t* source = zip_source_buffer(archive, entry.content.data(), entry.content.size(), 0);
  if (!source) Fail("cannot put a file into the archive", zip_strerror(archive));
  const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    Fail("cannot put a file into the archive", zip_strerror(archive));
  }
  if (zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), kMidnight, kFirstDay, 0) != 0)
    Fail("cannot date a file of the archive", zip_strerror(archive));
}

std::string ReadAll(zip_source_t* source) {
  if (zip_source_open(source) != 0) Fail("cannot read the archive back", zip_error_strerror(zip_source_error(source)));
  std::string bytes;
  char buffer[1 << 14];
  for (zip_int64_t got; (got = zip_source_read(source, buffer, sizeof buffer)) > 0;)
    bytes.append(buffer, static_cast<std::size_t>(got));
  zip_source_close(source);
  return bytes;
}

}  // namespace

std::string ZipOf(const std::vector<ArchiveEntry>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  const std::unique_ptr<zip_source_t, SourceCloser> target(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!target) Fail("cannot make an archive", zip_error_strerror(&error));
  std::unique_ptr<zip_t, ArchiveDiscarder> archive(zip_open_from_source(target.get(), ZIP_TRUNCATE, &error));
  if (!archive) Fail("cannot make an archive", zip_error_strerror(&error));
  zip_source_keep(target.get());  // the archive lets go of its own when it is closed
  for (const ArchiveEntry& entry : entries) Add(archive.get(), entry);
  if (zip_close(archive.get()) != 0) Fail("cannot write the archive", zip_strerror(archive.get()));
  archive.release();
  return ReadAll(target.get());
}

}  // namespace sftdoctor
