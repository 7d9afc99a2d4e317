// What is taken out of texts before they are sent, and what must stay as it is.
#include "bundle/redactor.h"

#include <doctest/doctest.h>

#include "base/text.h"

namespace sftdoctor {
namespace {

std::string Redacted(const std::string& text) { return Redactor("/home/alice", "alice").Redact(text); }

TEST_CASE("secrets are taken out, what stands around them stays") {
  struct Case {
    const char *text, *want;
  };
  for (const Case& c : std::vector<Case>{
           {"token=hf_abcdEFGHijklMNOPqrst", "token=<secret-1>"},
           {"login hf_abcdEFGHijklMNOPqrst ok", "login <secret-1> ok"},
           {"OPENAI_API_KEY: sk-proj-abcd1234efgh5678ijkl", "OPENAI_API_KEY: <secret-1>"},
           {"key sk-abcdefghij1234567890ABCD.", "key <secret-1>."},
           {"wandb: API key: 0123456789abcdef0123456789abcdef01234567", "wandb: API key: <secret-1>"},
           {"export WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567", "export WANDB_API_KEY=<secret-1>"},
           {"aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_access_key_id = <secret-1>"},
           {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = <secret-1>"},
           {"password=hunter2", "password=<secret-1>"},
           {"\"db_password\": \"hunter2\",", "\"db_password\": \"<secret-1>\","},
           {"token: a1b2c3d4e5f6", "token: <secret-1>"},
           {"hub_token: str = \"abcd1234efgh\"", "hub_token: str = \"<secret-1>\""},
           {"api_key: Optional[str] = 'abcd1234efgh'", "api_key: Optional[str] = '<secret-1>'"},
           {"--hub_token abcd1234efgh --lr 1", "--hub_token <secret-1> --lr 1"},
           {"Authorization: Bearer abcdefghijkl.mnop", "Authorization: Bearer <secret-1>"},
           {"curl -H 'bearer abc123def456ghi'", "curl -H 'bearer <secret-1>'"},
           {"https://bob:pa55@git.example.org/x", "https://<secret-1>@git.example.org/x"},
           {"ghp_abcdefghij0123456789", "<secret-1>"},
           {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmN", "<secret-1>"},
           {"-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAB\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----<secret-1>-----END RSA PRIVATE KEY-----"},
       }) {
    CHECK(Redacted(c.text) == c.want);
  }
}

TEST_CASE("names of people and machines") {
  struct Case {
    const char *text, *want;
  };
  for (const Case& c : std::vector<Case>{
           {"/home/alice/run/x.py", "<home-1>/run/x.py"},
           {"/home/alicex/run", "/home/<user-1>/run"},
           {"File \"/home/bob/x.py\", line 3", "File \"/home/<user-1>/x.py\", line 3"},
           {"/Users/carol/x:/mnt/home/dan/y", "/Users/<user-1>/x:/mnt/home/<user-2>/y"},
           {"file:///home/bob/x", "file:///home/<user-1>/x"},
           {"C:\\Users\\bob\\x", "C:\\Users\\<user-1>\\x"},
           {"\"C:\\\\Users\\\\Bob Li\\\\x\"", "\"C:\\\\Users\\\\<user-1>\\\\x\""},
           {"c:/Users/bob/x and more", "c:/Users/<user-1>/x and more"},
           {"/home/张三/数据.json", "/home/<user-1>/数据.json"},
           {"user=alice uid=1000", "user=<user-1> uid=1000"},
           {"alice@gpu-07:~/run$ python", "<user-1>@<host-1>:~/run$ python"},
           {"mail bob.lee+x@mail.example.co.uk now", "mail <email-1> now"},
           {"MASTER_ADDR=gpu-node-03.cluster", "MASTER_ADDR=<host-1>"},
           {"tcp://10.0.3.17:29500", "tcp://<address-1>:29500"},
           {"192.168.1.2 172.16.0.9", "<address-1> <address-2>"},
           {"ip-10-0-1-2.ec2.internal", "<host-1>"},
       }) {
    CHECK(Redacted(c.text) == c.want);
  }
}

TEST_CASE("harmless text stays as it is") {
  for (const std::string text : {
           "commit d12fb02c8e0a9f1b2c3d4e5f60718293a4b5c6d7",
           "sha256:8ac94b6a69f6a31a5dce607c83ddb454a4b6a43cffd82a29a0d4a1bbf447bd09",
           "nll per token 2.3456e-01",
           "loss: 2.5 tokens: 8129384 tokens_per_second: 8123.4 max_tokens=4096",
           "num_tokens: 123456789012",
           "tokenizer_dir: str = PROJECT_ROOT + '/model_save/tokenizer/'",
           "pad_token: '<pad>', eos_token=\"</s>\", unk_token = [UNK]",
           "eos_token_id: int = 1",
           "token: Optional[str] = None",
           "password: str = None",
           "问：什么是口令？答：口令是一串字符。",
           "2026-01-27 10:00:00,123 INFO step 100",
           "cuda 10.2.89 driver 470.82.01 torch 1.13.1+cu117",
           "8.8.8.8 127.0.0.1 0.0.0.0",
           "mAP@0.5 recall@10 hits@1",
           "docs/home/index.html src/Users/list.js ~/run",
           "MASTER_ADDR=localhost",
           "threading.local self.internal",
           "123456789012345678901234567890 0x7f3a9c00",
           "sk-learn sk-image",
           "https://huggingface.co/docs/x?y=1",
           "malice chalice alice_in",
       }) {
    CHECK(Redacted(text) == text);
  }
}

TEST_CASE("escapes and colours before a secret do not hide it and stay whole") {
  struct Case {
    const char *text, *want;
  };
  for (const Case& c : std::vector<Case>{
           {R"({"a": "x\nhf_abcdEFGHijklMNOPqrst"})", R"({"a": "x\n<secret-1>"})"},
           {R"("\u4f60sk-proj-abcd1234efgh5678ijkl")", R"("\u4f60<secret-1>")"},
           {"\x1B[32mhf_abcdEFGHijklMNOPqrst\x1B[0m", "\x1B[32m<secret-1>\x1B[0m"},
           {R"("\nbob@example.org")", R"("\n<email-1>")"},
           {R"("\npassword=hunter2\"")", R"("\npassword=<secret-1>\"")"},
           {R"("\n/home/bob/x")", R"("\n/home/<user-1>/x")"},
           {"\x1B[1m/home/bob/x", "\x1B[1m/home/<user-1>/x"},
           {R"("\talice")", R"("\t<user-1>")"},
           {"用户alice登录", "用户<user-1>登录"},
       }) {
    CHECK(Redacted(c.text) == c.want);
  }
}

TEST_CASE("keys that an excerpt cuts, and the file of wandb's login") {
  const std::string line(64, 'A');
  CHECK(Redacted("-----BEGIN PRIVATE KEY-----\n" + line + "\n" + line) == "-----BEGIN PRIVATE KEY-----<secret-1>");
  CHECK(Redacted(line + "\n" + line + "\n-----END PRIVATE KEY-----") == "<secret-1>-----END PRIVATE KEY-----");
  CHECK(Redacted("-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES\n\nMIIE\n-----END RSA PRIVATE KEY-----") ==
        "-----BEGIN RSA PRIVATE KEY-----<secret-1>-----END RSA PRIVATE KEY-----");
  CHECK(Redacted("machine api.wandb.ai\n  login user\n  password 0123456789abcdef0123456789abcdef01234567") ==
        "machine api.wandb.ai\n  login user\n  password <secret-1>");
}

TEST_CASE("JSON stays JSON, and a key tells what its value is") {
  Redactor redactor("/home/alice", "alice");
  const auto value = nlohmann::ordered_json::parse(
      R"({"token": "abcd1234efgh", "password": "a\"b c", "args": ["--x", "hf_abcdEFGHijklMNOPqrst"], "n": 1.5,)"
      R"( "/home/bob/x": {"note": "see bob@example.org\n/home/alice/y"}, "text": "token"})");
  CHECK(redactor.Redact(value, "").dump() ==
        R"({"token":"<secret-1>","password":"<secret-2>","args":["--x","<secret-3>"],"n":1.5,)"
        R"("/home/<user-1>/x":{"note":"see <email-1>\n<home-1>/y"},"text":"token"})");
}

TEST_CASE("one value has one placeholder, through all texts of a bundle, and twice is once") {
  Redactor redactor("/home/alice", "alice");
  CHECK(redactor.Redact("/home/bob/a /home/carol/b /home/bob/c") ==
        "/home/<user-1>/a /home/<user-2>/b /home/<user-1>/c");
  const std::string later = redactor.Redact("/home/carol/z and x@y.org, password=/home/bob");
  CHECK(later == "/home/<user-2>/z and <email-1>, password=<secret-1>");
  CHECK(redactor.Redact(later) == later);
  CHECK(redactor.counts().at("user") == 4);
  CHECK(redactor.counts().at("email") == 1);
}

TEST_CASE("a home or user that tells nothing is left alone") {
  CHECK(Redactor("/root", "root").Redact("/root/x run as root") == "/root/x run as root");
  CHECK(Redactor("/", "train").Redact("train loss /x") == "train loss /x");
  CHECK(Redactor("/data/people/zhao/", "zhao").Redact("/data/people/zhao/x") == "<home-1>/x");
  CHECK(Redactor("", "").Redact("nothing") == "nothing");
}

TEST_CASE("every byte that is not replaced is kept") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  CHECK(Redacted(bytes) == bytes);
  CHECK(Redacted("") == "");
}

}  // namespace
}  // namespace sftdoctor
