// Mirrors include/masseflyt/core/columns.hpp.
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/core/columns.hpp>

namespace masseflyt {
namespace {

struct TwoLots : testing::Test {
  Table table;
  void SetUp() override {
    ASSERT_TRUE(table.add<std::string>("lot", {"A", "B"}));
    ASSERT_TRUE(table.add<double>("amount_t", {27, 54}));
  }
};

TEST_F(TwoLots, ColumnsAreFoundByNameAndType) {
  const auto amount = table.column<double>("amount_t").value();
  EXPECT_EQ(std::vector<double>(amount.begin(), amount.end()), (std::vector<double>{27, 54}));
  EXPECT_EQ(table.column<std::string>("lot").value()[1], "B");
  EXPECT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.names(), (std::vector<std::string>{"lot", "amount_t"}));
}

TEST_F(TwoLots, AnotherTypeIsAnErrorThatNamesTheColumn) {
  EXPECT_EQ(table.column<std::int64_t>("amount_t").error().message,
            "column 'amount_t' holds another type");
  EXPECT_EQ(table.column<double>("amount").error().code, ErrorCode::not_found);
}

TEST_F(TwoLots, LengthsAndNamesMustFit) {
  EXPECT_EQ(table.add<double>("km", {1}).error().message, "column 'km' has 1 rows, expected 2");
  EXPECT_EQ(table.add<double>("lot", {1, 2}).error().code, ErrorCode::conflict);
  EXPECT_EQ(table.column_count(), 2U);  // nothing was added
}

TEST(TableView, LendsWithoutACopy) {
  const std::vector<std::int64_t> time_ns = {1, 2, 3};
  TableView view;
  ASSERT_TRUE(view.add<std::int64_t>("time_ns", time_ns));
  EXPECT_EQ(view.column<std::int64_t>("time_ns").value().data(), time_ns.data());
}

TEST(Table, WithoutColumnsHasNoRows) { EXPECT_EQ(Table().rows(), 0U); }

}  // namespace
}  // namespace masseflyt
