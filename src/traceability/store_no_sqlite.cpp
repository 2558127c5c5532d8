#include <masseflyt/traceability/store.hpp>

namespace masseflyt::traceability {

Result<std::unique_ptr<Store>> sqlite_store(const std::filesystem::path&) {
  return Error{
      ErrorCode::not_found, "this masseflyt is built without SQLite (MASSEFLYT_WITH_SQLITE)", {}};
}

}  // namespace masseflyt::traceability
