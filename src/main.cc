// argv in, exit status out, and the one place where an error becomes words.
#include <csignal>
#include <exception>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/world.h"
#include "commands/commands.h"

namespace {

int Complain(sftdoctor::World& world, const sftdoctor::Error& error) {
  try {
    world.Write(sftdoctor::Stream::kErr, FormatError(error, StyleFor({}, world, sftdoctor::Stream::kErr)));
  } catch (...) {  // nobody is left to tell
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto world = sftdoctor::MakeRealWorld();
  try {
    return sftdoctor::RunCommandLine(argc, argv, *world);
  } catch (const sftdoctor::Error& error) {
    return Complain(*world, error);
  } catch (const sftdoctor::BrokenPipe&) {
    return 0;
  } catch (const std::exception& error) {
    return Complain(*world, sftdoctor::Error(std::string("internal error: ") + error.what(), {},
                                             "please report this with the input that causes it"));
  }
}
