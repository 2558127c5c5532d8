#include <masseflyt/traceability/load_document.hpp>

#include <map>

#include <masseflyt/traceability/ticket.hpp>

#include "detail/csv_reader.hpp"

namespace masseflyt::traceability {
namespace {

/// How a value is written for a register.
enum class As { text, tonnes, date, clock, estimated };

struct Column {
  std::string_view title;
  std::string_view field;  ///< neutral name
  As as = As::text;
};

using Columns = std::vector<Column>;
using Row = std::map<std::string, std::string, std::less<>>;

const Columns& columns_of(Register which) {
  static const Columns neutral = {{"load_id", "load_id"},
                                  {"event_id", "event_id"},
                                  {"correction_kind", "correction_kind"},
                                  {"event_time", "event_time"},
                                  {"received_time", "received_time"},
                                  {"reporter", "reporter"},
                                  {"principal", "principal"},
                                  {"material_name", "material_name"},
                                  {"waste_codes", "waste_codes"},
                                  {"flags", "flags"},
                                  {"permit_ref", "permit_ref"},
                                  {"lots", "lots"},
                                  {"mass_kg", "mass_kg"},
                                  {"received_mass_kg", "received_mass_kg"},
                                  {"basis", "basis"},
                                  {"method", "method"},
                                  {"volume_m3", "volume_m3"},
                                  {"state", "state"},
                                  {"density_source", "density_source"},
                                  {"load_count", "load_count"},
                                  {"origin_place", "origin_place"},
                                  {"site_register_ref", "site_register_ref"},
                                  {"producer", "producer"},
                                  {"sender", "sender"},
                                  {"receiver", "receiver"},
                                  {"drop_place", "drop_place"},
                                  {"agents", "agents"},
                                  {"carriers", "carriers"},
                                  {"operation", "operation"},
                                  {"trace_break", "trace_break"},
                                  {"final_place", "final_place"},
                                  {"direct", "direct"},
                                  {"documents", "documents"},
                                  {"commercial", "commercial"},
                                  {"handover", "handover"}};
  static const Columns texs = {{"publicId", "load_id"},
                               {"reason", "correction_kind"},
                               {"reportAsCompanySiret", "reporter"},
                               {"reportForCompanySiret", "principal"},
                               {"wasteDescription", "material_name"},
                               {"wasteCode", "waste_codes"},
                               {"wasteIsDangerous", "flags"},
                               {"wasteDap", "permit_ref"},
                               {"dispatchDate", "event_time", As::date},
                               {"receptionDate", "received_time", As::date},
                               {"weightValue", "mass_kg", As::tonnes},
                               {"weightIsEstimate", "method", As::estimated},
                               {"volume", "volume_m3"},
                               {"parcelNumbers", "origin_place"},
                               {"sisIdentifier", "site_register_ref"},
                               {"initialEmitterCompany", "producer"},
                               {"emitterCompany", "sender"},
                               {"destinationCompany", "receiver"},
                               {"destinationDropSite", "drop_place"},
                               {"brokerCompany", "agents"},
                               {"transporter1", "carriers"},
                               {"operationCode", "operation"},
                               {"noTraceability", "trace_break"},
                               {"destinationParcel", "final_place"},
                               {"isDirectSupply", "direct"}};
  static const Columns ontario = {{"date loaded", "event_time", As::date},
                                  {"time loaded", "event_time", As::clock},
                                  {"quantity loaded (t)", "mass_kg", As::tonnes},
                                  {"location loaded", "origin_place"},
                                  {"project area", "producer"},
                                  {"location it goes to", "drop_place"},
                                  {"vehicle operator", "carriers"},
                                  {"soil characterisation report", "documents"}};
  static const Columns uk = {{"your unique reference", "load_id"},
                             {"organisation id", "receiver"},
                             {"waste description", "material_name"},
                             {"EWC code(s)", "waste_codes"},
                             {"hazardous, POPs data", "flags"},
                             {"date received", "received_time", As::date},
                             {"time received", "received_time", As::clock},
                             {"weight amount (t)", "received_mass_kg", As::tonnes},
                             {"estimated", "method", As::estimated},
                             {"number of containers", "load_count"},
                             {"receiver", "receiver"},
                             {"site name", "drop_place"},
                             {"authorisation number", "permit_ref"},
                             {"carrier registration number", "carriers"},
                             {"disposal/recovery code", "operation"}};
  static const Columns smartdok = {{"ticket no", "load_id"},
                                   {"item", "material_name"},
                                   {"date", "event_time", As::date},
                                   {"time", "event_time", As::clock},
                                   {"amount (t)", "mass_kg", As::tonnes},
                                   {"loads", "load_count"},
                                   {"picked up", "origin_place"},
                                   {"delivered", "drop_place"},
                                   {"vehicle, category", "carriers"},
                                   {"waiting time, agreed price", "commercial"}};
  switch (which) {
    case Register::texs:
      return texs;
    case Register::ontario:
      return ontario;
    case Register::uk_receipt:
      return uk;
    case Register::smartdok:
      return smartdok;
    default:
      return neutral;
  }
}

/// "28640.5" kg as "28.6405" t, digit by digit.
std::string tonnes(std::string_view kilograms) {
  const auto dot = kilograms.find('.');
  std::string whole(kilograms.substr(0, dot));
  std::string part(dot == kilograms.npos ? std::string_view{} : kilograms.substr(dot + 1));
  if (whole.size() < 4) whole.insert(0, 4 - whole.size(), '0');
  part.insert(0, whole.substr(whole.size() - 3));
  whole.resize(whole.size() - 3);
  part.erase(part.find_last_not_of('0') + 1);
  return part.empty() ? whole : whole + '.' + part;
}

std::string written(const std::string& value, As as) {
  if (value.empty()) return value;
  switch (as) {
    case As::tonnes:
      return tonnes(value);
    case As::date:
      return value.substr(0, 10);
    case As::clock:
      return value.substr(11, 8) + "Z";
    case As::estimated:  // only what was said: silence about the method is not "weighed"
      return value == "weighed" || value == "measured" ? "false" : "true";
    default:
      return value;
  }
}

/// A cell that begins like a formula would be carried out by a spreadsheet.
std::string harmless(std::string cell) {
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos)
    cell.insert(0, "'");
  return cell;
}

std::string_view handover_name(Handover h) {
  constexpr std::string_view names[] = {"", "loaded", "under_way", "received", "disputed"};
  return names[static_cast<std::size_t>(h)];
}

/// What the ledger knows of the load beyond its shipment.
Result<Row> row_of(const Ledger& ledger, const Event& ship) {
  Row row;
  for (auto& [field, value] : ticket_fields(ship)) row[field] = std::move(value);
  const auto load = ledger.load(ship.load);
  if (!load) return row;
  row["handover"] = handover_name(load->handover);
  if (ship.inputs.empty() && load->loaded_g > 0) {
    Event whole = ship;  // loaded by events before: the sum of what went on
    whole.inputs = {{ship.load, load->loaded_g, Basis::wet, 0, {}}};
    for (auto& [field, value] : ticket_fields(whole))
      if (field == "mass_kg") row[field] = std::move(value);
  }
  if (!load->received_at) return row;
  const auto receipt = ledger.event(*load->received_at);
  if (!receipt) return receipt.error();
  row["received_time"] = utc_text(receipt->time_us / 1'000'000);
  Event received = ship;
  received.inputs = {{ship.load, load->received_g, Basis::wet, 0, {}}};
  for (auto& [field, value] : ticket_fields(received))
    if (field == "mass_kg") row["received_mass_kg"] = std::move(value);
  return row;
}

}  // namespace

std::string_view name(Register which) noexcept {
  constexpr std::string_view names[] = {"neutral", "texs", "ontario", "uk_receipt", "smartdok"};
  const auto i = static_cast<std::size_t>(which);
  return i < std::size(names) ? names[i] : std::string_view{};
}

const std::vector<LoadField>& load_fields() {
  static const std::vector<LoadField> fields = {
      {"unique id of the row",
       "publicId",
       "",
       "your unique reference; service returns a waste tracking id",
       "ticket no",
       {"load_id"}},
      {"reason: modify / cancel", "reason", "", "", "", {"correction_kind"}},
      {"reporting party / on behalf of",
       "reportAsCompanySiret, reportForCompanySiret",
       "",
       "organisation id",
       "",
       {"reporter", "principal"}},
      {"material name",
       "wasteDescription",
       "(quality through the characterisation report, s. 12)",
       "waste description",
       "item",
       {"material_name"}},
      {"waste code", "wasteCode, wasteCodeBale", "", "EWC code(s)", "", {"waste_codes"}},
      {"hazard / POP flags",
       "wasteIsDangerous, wastePop",
       "",
       "hazardous, POPs data",
       "",
       {"flags"}},
      {"approval reference", "wasteDap", "", "", "", {"permit_ref"}},
      {"date and time",
       "receptionDate / dispatchDate",
       "date and time loaded",
       "date and time received",
       "date, time",
       {"event_time"}},
      {"weight + estimated flag",
       "weightValue (t), weightIsEstimate",
       "quantity loaded",
       "weight amount, unit, estimated flag",
       "amount in unit of item",
       {"mass_kg", "method"}},
      {"volume", "volume (m3)", "quantity loaded", "", "", {"volume_m3", "state"}},
      {"containers / number of loads",
       "",
       "",
       "number and type of containers",
       "loads",
       {"load_count"}},
      {"origin parcel / coordinates",
       "parcelInseeCodes, parcelNumbers, parcelCoordinates",
       "location loaded",
       "",
       "picked up",
       {"origin_place"}},
      {"contaminated-site register id of the origin",
       "sisIdentifier",
       "",
       "",
       "",
       {"site_register_ref"}},
      {"first producer", "initialEmitterCompany*", "project area", "", "", {"producer"}},
      {"sender / holder", "emitterCompany*, emitterPickupSite*", "", "", "", {"sender"}},
      {"receiver / drop place",
       "destinationCompany*, destinationDropSite*",
       "location it goes to",
       "receiver, site name, address, postcode, authorisation number",
       "delivered",
       {"receiver", "drop_place"}},
      {"broker, trader, eco-organisation",
       "brokerCompany*, traderCompany*, ecoOrganisme*",
       "",
       "",
       "",
       {"agents"}},
      {"carriers (several, with mode and licence)",
       "transporter1*, transporter2*, ... (mode, company, licence or exemption)",
       "vehicle operator",
       "carrier registration number or reason for none",
       "vehicle, category",
       {"carriers"}},
      {"operation code and mode",
       "operationCode, operationMode, nextOperationCode",
       "",
       "disposal/recovery code",
       "",
       {"operation"}},
      {"allowed break of traceability", "noTraceability", "", "", "", {"trace_break"}},
      {"upcycled + final parcel", "isUpcycled, destinationParcel*", "", "", "", {"final_place"}},
      {"direct supply (no transport)", "isDirectSupply", "", "", "", {"direct"}},
      {"chemical analysis files",
       "analysis file upload",
       "soil characterisation report",
       "",
       "",
       {"documents"}},
      {"waiting time, price", "", "", "", "waiting time, agreed price", {"commercial"}},
  };
  return fields;
}

Result<std::string> load_table(const Ledger& ledger, Register which) {
  const Columns& columns = columns_of(which);
  std::vector<std::string> cells;
  for (const Column& c : columns) cells.emplace_back(c.title);
  std::string csv = masseflyt::detail::csv_line(cells);
  for (std::uint64_t i = 0; i < ledger.size(); ++i) {
    const auto event = ledger.event(i);
    if (!event) return event.error();
    if (event->kind != EventKind::ship || ledger.corrected_by(i)) continue;
    const auto row = row_of(ledger, *event);
    if (!row) return row.error();
    cells.clear();
    for (const Column& c : columns) {
      const auto value = row->find(c.field);
      cells.push_back(harmless(value == row->end() ? "" : written(value->second, c.as)));
    }
    csv += masseflyt::detail::csv_line(cells);
  }
  return csv;
}

}  // namespace masseflyt::traceability
