// Mirrors include/masseflyt/core/quantity.hpp.
#include <concepts>

#include <gtest/gtest.h>

#include <masseflyt/core/quantity.hpp>

namespace masseflyt {
namespace {

template <typename A, typename B>
concept adds = requires(A a, B b) {
  a + b;
};
template <typename A, typename B>
concept compares = requires(A a, B b) {
  a < b;
};
template <typename A, typename B>
concept equates = requires(A a, B b) {
  a == b;
};
template <typename A, typename B>
concept divides = requires(A a, B b) {
  a / b;
};
template <typename A, typename B>
concept multiplies = requires(A a, B b) {
  a* b;
};
template <typename A, typename B>
concept assigns = requires(A a, B b) {
  a = b;
};

// What must not compile is part of the interface.
template <typename A, typename B>
constexpr bool mix = adds<A, B> || compares<A, B> || equates<A, B> || divides<A, B> ||
                     assigns<A&, B> || std::constructible_from<A, B>;
template <typename A, typename... Others>
constexpr bool mixes_with_any = ((mix<A, Others> || mix<Others, A>) || ...);

static_assert(mix<Mass<wet>, Mass<wet>>);  // the test itself can tell
static_assert(
    !mixes_with_any<Mass<wet>, Mass<dry>, Volume<bank>, Density<bank>, Length, Money, Co2e>);
static_assert(!mixes_with_any<Mass<dry>, Volume<loose>, Length, Money, Co2e>);  // CO2e is no mass
static_assert(!mixes_with_any<Volume<bank>, Volume<loose>, Volume<placed>, Length>);
static_assert(!mixes_with_any<Volume<loose>, Volume<placed>, Density<loose>>);
static_assert(!mixes_with_any<Density<bank>, Density<loose>, Density<placed>>);
static_assert(!mixes_with_any<Length, Money, Co2e>);
static_assert(!mixes_with_any<Money, Co2e>);

// A bare number has no unit.
template <typename Q>
constexpr bool open_to_numbers =
    adds<Q, double> || compares<Q, double> || equates<Q, int> || assigns<Q&, double> ||
    std::constructible_from<Q, double> || std::convertible_to<Q, double>;
static_assert(!open_to_numbers<Mass<wet>> && !open_to_numbers<Mass<dry>>);
static_assert(!open_to_numbers<Volume<bank>> && !open_to_numbers<Density<bank>>);
static_assert(!open_to_numbers<Length> && !open_to_numbers<Money> && !open_to_numbers<Co2e>);

// A density speaks of one state, and weighs wet.
static_assert(std::same_as<decltype(Volume<bank>() * Density<bank>()), Mass<wet>>);
static_assert(!multiplies<Volume<loose>, Density<bank>>);
static_assert(!multiplies<Density<placed>, Volume<bank>>);
static_assert(!multiplies<Volume<bank>, Volume<bank>>);

static_assert(sizeof(Mass<wet>) == sizeof(double));
static_assert(Mass<wet>::tonnes(1) == Mass<wet>::kilograms(1000));
static_assert(2 * Mass<dry>::tonnes(3) > Mass<dry>::tonnes(5));
static_assert(Length::kilometres(1.5) / 3 == Length::metres(500));
static_assert(Mass<wet>() == Mass<wet>::tonnes(0));

TEST(Quantity, GoesInAndOutByTheSameUnit) {
  EXPECT_DOUBLE_EQ(Mass<wet>::kilograms(2500).tonnes(), 2.5);
  EXPECT_DOUBLE_EQ(Length::kilometres(12.5).metres(), 12'500);
  EXPECT_DOUBLE_EQ(Co2e::tonnes(0.25).kilograms(), 250);
  EXPECT_DOUBLE_EQ(Density<loose>::tonnes_per_cubic_metre(1.7).tonnes_per_cubic_metre(), 1.7);
}

TEST(Quantity, AddsAndScalesLikeANumber) {
  Money bill = Money::nok(100);
  bill += Money::nok(50);
  bill -= Money::nok(30);
  EXPECT_EQ(bill, Money::nok(120));
  EXPECT_EQ(-bill * 2, Money::nok(-240));
  EXPECT_DOUBLE_EQ(bill / Money::nok(60), 2);
}

TEST(Quantity, VolumeTimesDensityWeighs) {
  const auto rock = Density<bank>::tonnes_per_cubic_metre(2.7);
  EXPECT_DOUBLE_EQ((Volume<bank>::cubic_metres(10) * rock).tonnes(), 27);
  EXPECT_EQ(rock * Volume<bank>::cubic_metres(10), Volume<bank>::cubic_metres(10) * rock);
}

}  // namespace
}  // namespace masseflyt
