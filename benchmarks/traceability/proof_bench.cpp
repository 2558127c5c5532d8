// Mirrors include/masseflyt/traceability/signature.hpp, merkle.hpp and ticket.hpp. Peer in the same
// run: libcrypto alone, with a context per call as its manual shows.
#include <random>

#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <masseflyt/traceability/merkle.hpp>
#include <masseflyt/traceability/ticket.hpp>

#include "stream.hpp"

namespace {

using namespace masseflyt;
using namespace masseflyt::traceability;
using namespace masseflyt::traceability::bench;

const std::string message(200, 'm');  // about what an event has

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void sign_event(benchmark::State& state) {
  const auto signer = key();
  for (auto _ : state) benchmark::DoNotOptimize(signer.sign(message));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sign_event);

void sign_libcrypto_alone(benchmark::State& state) {
  const std::string secret(32, 'k');
  EVP_PKEY* pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes(secret), 32);
  for (auto _ : state) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    unsigned char out[64];
    std::size_t length = sizeof out;
    EVP_DigestSignInit(context, nullptr, nullptr, nullptr, pkey);
    EVP_DigestSign(context, out, &length, bytes(message), message.size());
    benchmark::DoNotOptimize(out);
    EVP_MD_CTX_free(context);
  }
  EVP_PKEY_free(pkey);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sign_libcrypto_alone);

void verify_event(benchmark::State& state) {
  const auto signer = key();
  const auto signature = signer.sign(message).value();
  const auto verifier = Verifier::make(signer.key).value();
  for (auto _ : state) benchmark::DoNotOptimize(verifier.verify(message, signature));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_event);

void verify_libcrypto_alone(benchmark::State& state) {
  const auto signer = key();
  const auto signature = signer.sign(message).value();
  EVP_PKEY* pkey =
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(signer.key.bytes), 32);
  for (auto _ : state) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, pkey);
    benchmark::DoNotOptimize(EVP_DigestVerify(context, signature.data(), signature.size(),
                                              bytes(message), message.size()));
    EVP_MD_CTX_free(context);
  }
  EVP_PKEY_free(pkey);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_libcrypto_alone);

void verify_event_of_a_phone(benchmark::State& state) {  // ECDSA P-256
  const auto signer = signer_in_memory(Algorithm::ecdsa_p256, std::string(32, 'k')).value();
  const auto signature = signer.sign(message).value();
  const auto verifier = Verifier::make(signer.key).value();
  for (auto _ : state) benchmark::DoNotOptimize(verifier.verify(message, signature));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_event_of_a_phone);

MerkleTree tree_of(std::size_t leaves) {
  MerkleTree tree;
  Digest d{};
  for (std::size_t i = 0; i < leaves; ++i) {
    d[0] = static_cast<std::uint8_t>(i), d[1] = static_cast<std::uint8_t>(i >> 8);
    tree.append(d);
  }
  return tree;
}

constexpr std::size_t leaves = 1'000'003;

void prove_inclusion(benchmark::State& state) {
  const auto tree = tree_of(leaves);
  const InclusionProver prover(tree, tree.size());
  std::mt19937_64 random(1);
  std::vector<Digest> path;
  for (auto _ : state) {
    prover.prove(random() % tree.size(), path);
    benchmark::DoNotOptimize(path.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(prove_inclusion);

void verify_inclusion(benchmark::State& state) {
  const auto tree = tree_of(leaves);
  const auto path = tree.inclusion(123'456, tree.size()).value();
  const auto root = tree.root();
  ProofChecker check;
  for (auto _ : state)
    benchmark::DoNotOptimize(check.inclusion(123'456, tree.size(), tree.leaf(123'456), path, root));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_inclusion);

void prove_consistency(benchmark::State& state) {
  const auto tree = tree_of(leaves);
  std::mt19937_64 random(1);
  for (auto _ : state)
    benchmark::DoNotOptimize(tree.consistency(1 + random() % (leaves - 1), leaves));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(prove_consistency);

/// At the gate, offline: twenty hashes and one signature.
void verify_ticket_proof(benchmark::State& state) {
  const auto events = Stream(true).make(1000);
  MerkleTree tree;
  for (const auto& e : events) tree.append(leaf_hash(leaf(e)));
  const std::size_t ship = 5;  // the second event of the first round
  const auto statement = state_log("bench", tree.size(), tree.root(), 1'772'431'200, key()).value();
  const auto proof =
      make_proof(leaf(events[ship]), ship, tree.inclusion(ship, tree.size()).value(), statement)
          .value();
  for (auto _ : state)
    if (!verify_proof(proof, key().key)) state.SkipWithError("not proven");
  state.counters["bytes"] = static_cast<double>(proof.size());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_ticket_proof);

}  // namespace
