#include "reporting/html/texts.hpp"

#include <array>
#include <cassert>

namespace masseflyt::reporting {
namespace {

struct Pair {
  std::string_view en, nb;
};

// clang-format off
constexpr Pair table[] = {
  // head
  {"Plan for surplus masses", "Plan for overskuddsmasser"},
  {"Horizon", "Planperiode"},
  {"Variant", "Variant"},
  {"Facts before {0}", "Fakta før {0}"},
  {"Prices of {0}", "Priser fra {0}"},
  {"Proved optimal: on these assumptions no plan is better", "Bevist optimal: med disse forutsetningene finnes ingen bedre plan"},
  {"Feasible: at most {0} % from the best possible plan", "Gjennomførbar: høyst {0} % fra best mulige plan"},
  {"Infeasible: no plan keeps all limits", "Ikke gjennomførbar: ingen plan holder alle grenser"},
  {"Stopped before there was a plan", "Stanset før det fantes en plan"},
  {"Stopped at the time limit: at most {0} % from the best possible plan", "Stanset ved tidsgrensen: høyst {0} % fra best mulige plan"},
  {"Stopped by the user: at most {0} % from the best possible plan", "Stanset av brukeren: høyst {0} % fra best mulige plan"},
  {"{0} of {1} find a place in the region, and {2} % are put to use.", "{0} av {1} får plass i regionen, og {2} % kommer til nytte."},
  {"Against today’s practice, {0} saves {1} and {2}.", "Mot dagens praksis sparer {0} {1} og {2}."},
  {"The plan costs {0} and emits {1}.", "Planen koster {0} og slipper ut {1}."},
  {"Contents", "Innhold"},
  {"Skip to the key figures", "Gå til nøkkeltallene"},
  // objectives
  {"Least cost", "Lavest kostnad"},
  {"Weighed objectives", "Vektede mål"},
  {"Least CO₂e", "Lavest CO₂e"},
  {"Least road km", "Færrest veikm"},
  {"Own weights", "Egne vekter"},
  {"Today’s practice", "Dagens praksis"},
  {"the least-cost plan", "planen med lavest kostnad"},
  {"the plan with the least CO₂e", "planen med lavest CO₂e"},
  {"the plan with the least road kilometres", "planen med færrest veikilometer"},
  {"the plan with weighed objectives", "planen med vektede mål"},
  {"Weights: {0} per NOK, {1} NOK per kg CO₂e, {2} NOK per vehicle-km in built-up area, {3} NOK per road vehicle-km.", "Vekter: {0} per krone, {1} kr per kg CO₂e, {2} kr per kjøretøykm i tettbygd strøk, {3} kr per kjøretøykm på vei."},
  // key figures
  {"Key figures", "Nøkkeltall"},
  {"{0}, compared with today’s practice on the same masses: every project alone, nearest receiver with room. Ranges show how far a saving moves when one assumption at a time takes its low or high value.", "{0}, sammenlignet med dagens praksis for de samme massene: hvert prosjekt for seg, nærmeste mottak med plass. Spennene viser hvor mye besparelsen endrer seg når én forutsetning om gangen får lav eller høy verdi."},
  {"Placed in the region", "Plassert i regionen"},
  {"Put to use", "Kommer til nytte"},
  {"Cost", "Kostnad"},
  {"Net emissions", "Netto utslipp"},
  {"Truck kilometres", "Lastebilkilometer"},
  {"Driven in built-up area", "Kjørt i tettbygd strøk"},
  {"Virgin rock bought", "Ny stein kjøpt"},
  {"Short travelled", "Kortreist"},
  {"of {0} surplus", "av {0} overskudd"},
  {"needs, fills, quarries and backfill, of surplus", "behov, utfyllinger, pukkverk og tilbakefylling, av overskuddet"},
  {"haul, fees, stores, processing and virgin rock", "transport, avgifter, lager, foredling og ny stein"},
  {"CO₂e of all stages, less virgin rock that quarries need not blast", "CO₂e fra alle ledd, minus stein som pukkverkene slipper å sprenge"},
  {"loaded and empty, round trips", "med og uten lass, tur og retur"},
  {"vehicle-km outside tunnels, both ways", "kjøretøykm utenfor tunnel, begge veier"},
  {"for needs that no surplus mass fills", "til behov som ingen overskuddsmasse dekker"},
  {"of placed mass driven at most 15 km; mean {0} km by road", "av plassert masse kjørt høyst 15 km; snitt {0} km på vei"},
  {"This plan", "Denne planen"},
  {"Saves {0}", "Sparer {0}"},
  {"Adds {0}", "Øker med {0}"},
  {"No difference", "Ingen forskjell"},
  {"range {0}", "spenn {0}"},
  {"{0} percentage points more", "{0} prosentpoeng mer"},
  {"{0} percentage points less", "{0} prosentpoeng mindre"},
  {"{0} more", "{0} mer"},
  {"{0} less", "{0} mindre"},
  // map
  {"Where the masses go", "Hvor massene går"},
  {"Lines follow the roads; their width shows tonnes over the whole period, their colour where the mass ends. Circles show how much each place gives or takes; virgin rock is left out.", "Linjene følger veiene; bredden viser tonn over hele perioden, fargen hvor massen ender. Sirklene viser hvor mye hvert sted gir eller tar; ny stein er utelatt."},
  {"Map of flows from projects to receivers, by road and by sea", "Kart over strømmer fra prosjekter til mottak, på vei og sjø"},
  {"to use", "til nytte"},
  {"to treatment", "til behandling"},
  {"to disposal", "til deponi"},
  {"into a store", "inn på mellomlager"},
  {"by sea (dashed)", "sjøvei (stiplet)"},
  {"project", "prosjekt"},
  {"receiver, by main use", "mottak, etter hovedbruk"},
  {"store", "mellomlager"},
  {"quay in use", "kai i bruk"},
  {"Ways by sea are drawn schematically.", "Sjøveien er tegnet skjematisk."},
  {"The middle of the region, enlarged", "Midten av regionen, forstørret"},
  {"enlarged below", "forstørret nedenfor"},
  {"{0} lies outside the map", "{0} ligger utenfor kartet"},
  {"The largest flows", "De største strømmene"},
  {"From", "Fra"},
  {"To", "Til"},
  {"Way", "Vei"},
  {"road", "vei"},
  {"sea", "sjø"},
  {"rail", "bane"},
  // time and kind
  {"Year by year", "År for år"},
  {"Mass by the year it comes to rest and by kind of destination. The line is what leaves the projects in that year; the difference passes through stores.", "Masse etter året den kommer til ro og type mottak. Streken viser hva som går ut fra prosjektene det året; forskjellen er innom mellomlager."},
  {"Stacked bars: tonnes per year by kind of destination", "Stablede søyler: tonn per år etter type mottak"},
  {"leaves the projects", "ut fra prosjektene"},
  {"From mass to use", "Fra masse til bruk"},
  {"Left: what kind of mass it is. Right: where it ends. Height shows tonnes.", "Til venstre: hva slags masse det er. Til høyre: hvor den ender. Høyden viser tonn."},
  {"Flow diagram from groups of mass to kinds of destination", "Strømdiagram fra massetyper til type mottak"},
  // projects
  {"Where each project’s mass goes", "Hvor massen fra hvert prosjekt går"},
  {"Surplus only; masses used inside their own project are reported below. Bars are to one scale.", "Bare overskudd; masser brukt i eget prosjekt står lenger ned. Søylene har felles skala."},
  {"Project", "Prosjekt"},
  {"Where it goes", "Hvor den går"},
  {"Tonnes", "Tonn"},
  {"Put to use", "Til nytte"},
  {"Mean road km", "Snitt veikm"},
  {"NOK/t", "kr/t"},
  {"All figures, by project and destination", "Alle tall, per prosjekt og mottak"},
  {"Total", "Sum"},
  // stores and rooms
  {"Stores over time", "Mellomlager over tid"},
  {"Stock at the end of each month against the stock that may lie there. Groups of mass never mix: each has its own share.", "Beholdning ved slutten av hver måned mot det som kan ligge der. Massetyper blandes aldri: hver har sin egen andel."},
  {"Stock of {0} over time, at most {1}", "Beholdning i {0} over tid, høyst {1}"},
  {"No store is used in this plan.", "Ingen mellomlager brukes i denne planen."},
  {"capacity {0}", "kapasitet {0}"},
  {"peak {0}", "topp {0}"},
  {"Room of receivers", "Plass hos mottakene"},
  {"Share of each year’s free room that the plan uses, after what other customers take. Dark cells are full. Figures without % are {0}, at places that only have a limit for their whole life.", "Hvor mye av hvert års ledige plass planen bruker, etter det andre kunder tar. Mørke ruter er fulle. Tall uten % er {0}, hos steder som bare har en grense for hele levetiden."},
  {"Place", "Sted"},
  {"{0} used, room for {1}", "{0} brukt, plass til {1}"},
  {"Left at the end", "Rest ved slutten"},
  {"others", "andre"},
  {"Sites to open", "Områder som kan åpnes"},
  {"Each phase is decided inside the plan: it opens when what it saves within the horizon is worth more than its cost. Masses are those of all phases of the site.", "Hvert byggetrinn avgjøres i planen: det åpnes når det sparer mer i planperioden enn det koster. Massene gjelder alle trinn av området."},
  {"Phase", "Byggetrinn"},
  {"Site", "Område"},
  {"Decision", "Beslutning"},
  {"Ready", "Klart"},
  {"Cost in the plan", "Kostnad i planen"},
  {"Masses to the site", "Masser til området"},
  {"Opened: decided {0}", "Åpnes: vedtas {0}"},
  {"Decided already, {0}", "Alt vedtatt, {0}"},
  {"Not opened: it costs more than it saves", "Åpnes ikke: koster mer enn det sparer"},
  {"Not opened in the best plan that was found", "Åpnes ikke i den beste planen som ble funnet"},
  {"Stays closed: {0}", "Forblir lukket: {0}"},
  {"Agreed deals", "Inngåtte avtaler"},
  {"The plan keeps them, unless breaking one saves more than it costs. That cost is part of what the plan minimises, not of the account.", "Planen holder dem, med mindre det å bryte en sparer mer enn det koster. Den kostnaden er med i det planen minimerer, ikke i regnskapet."},
  {"Deal", "Avtale"},
  {"From", "Fra"},
  {"To", "Til"},
  {"Agreed", "Avtalt"},
  {"In the plan", "I planen"},
  {"Cost of changing it", "Kostnad ved endring"},
  {"Kept", "Holdes"},
  {"{0} less than agreed", "{0} mindre enn avtalt"},
  {"{0} less than agreed; the offer goes to {1}", "{0} mindre enn avtalt; massene går til {1}"},
  {"What fills the needs", "Hva som dekker behovene"},
  {"Surplus mass first replaces virgin rock; what no surplus fills is bought.", "Overskuddsmasse erstatter ny stein; det ingen overskuddsmasse dekker, kjøpes."},
  {"Need", "Behov"},
  {"from surplus", "fra overskudd"},
  {"virgin rock", "ny stein"},
  {"not met", "ikke dekket"},
  // trucks
  {"Trucks", "Lastebiler"},
  {"Every load is a full truck; it drives back empty. Haul of virgin rock is included.", "Hvert lass er en full lastebil som kjører tom tilbake. Transport av ny stein er med."},
  {"Figure", "Tall"},
  {"Truckloads", "Lastebillass"},
  {"Kilometres with load", "Kilometer med lass"},
  {"Kilometres empty", "Kilometer uten lass"},
  {"Kilometres in built-up area", "Kilometer i tettbygd strøk"},
  {"Tonne-kilometres by road", "Tonnkilometer på vei"},
  {"Tonne-kilometres by sea", "Tonnkilometer på sjø"},
  {"Loads per calendar day, mean", "Lass per kalenderdag, snitt"},
  {"Mean way by road, km", "Snittavstand på vei, km"},
  // trucks on the roads
  {"Trucks on the roads", "Lastebiler på veiene"},
  {"Every load drives the shortest way over the roads of the case and back. The plan knows months: a month is spread evenly over Monday to Friday, holidays are not known. {0} of the {1} that trucks drive with surplus lie on these roads; the rest are ways between places and the roads, ways that lead out of the region, and what the distances say beyond the roads. Virgin rock ({2}) is not in it: the plan does not say in which month it is driven. Every section and month stands in traffic.csv.", "Hvert lass kjører korteste vei på veiene i saken, og tilbake. Planen kjenner måneder: en måned fordeles jevnt på mandag til fredag, helligdager er ikke kjent. {0} av de {1} som lastebiler kjører med overskudd, ligger på disse veiene; resten er veier mellom steder og veinettet, veier ut av regionen og det avstandstabellen sier utover veinettet. Ny stein ({2}) er ikke med: planen sier ikke i hvilken måned den kjøres. Hver strekning og måned står i traffic.csv."},
  {"Peak week: {0}, from Monday {1}, {2} truckloads in five days, those out of the region among them. All full weeks of the busiest month are alike; the first is named.", "Toppuke: {0}, fra mandag {1}, {2} lastebillass på fem dager, også de som går ut av regionen. Alle hele uker i den travleste måneden er like; den første er nevnt."},
  {"Roads by trucks a day in their busiest month", "Veier etter lastebiler per dag i sin travleste måned"},
  {"outside built-up area", "utenfor tettbygd strøk"},
  {"mostly in built-up area", "mest i tettbygd strøk"},
  {"mostly in tunnel", "mest i tunnel"},
  {"{0} trucks a day", "{0} lastebiler per dag"},
  {"Trucks a day by month, {0}", "Lastebiler per dag etter måned, {0}"},
  {"Loaded and empty, both directions, on a day from Monday to Friday, in the year of the peak week. The {0} sections with the most trucks in any month.", "Med og uten lass, begge retninger, på en dag mandag til fredag, i året med toppuken. De {0} strekningene med flest lastebiler i noen måned."},
  {"Road section", "Veistrekning"},
  {"Busiest month", "Travleste måned"},
  {"Peak week", "Toppuke"},
  {"Past homes", "Forbi boliger"},
  {"Built-up areas stand for homes. The {0} sections with the most truck kilometres in built-up area outside tunnels, in all months of the plan.", "Tettbygd strøk står for boliger. De {0} strekningene med flest lastebilkilometer i tettbygd strøk utenfor tunnel, i alle planens måneder."},
  {"Built-up, km", "Tettbygd, km"},
  {"Passes", "Passeringer"},
  {"Truck km past homes", "Lastebil-km forbi boliger"},
  {"{0} of {1} truck kilometres in built-up area lie on these sections. Not known: how many homes stand at a section, and which sections pass a school. The case holds no data of either.", "{0} av {1} lastebilkilometer i tettbygd strøk ligger på disse strekningene. Ikke kjent: hvor mange boliger som ligger ved en strekning, og hvilke strekninger som går forbi en skole. Saken har ikke data om noen av delene."},
  {"Which roads the trucks pass is not known: the case has no roads, only distances.", "Hvilke veier lastebilene passerer er ikke kjent: saken har ingen veier, bare avstander."},
  // cost and emissions
  {"Where cost and emissions arise", "Hvor kostnader og utslipp oppstår"},
  {"By stage, this plan above today’s practice.", "Etter ledd, denne planen over dagens praksis."},
  {"Stacked bars by stage for the plan and for today’s practice", "Stablede søyler etter ledd for planen og for dagens praksis"},
  {"Cost", "Kostnad"},
  {"Emissions", "Utslipp"},
  {"Credit: virgin rock not blasted", "Fradrag: stein som ikke sprenges"},
  {"Net emissions", "Netto utslipp"},
  {"Haul by road", "Transport på vei"},
  {"Haul by sea", "Transport på sjø"},
  {"Haul by rail", "Transport på bane"},
  {"Gate fees", "Mottaksavgifter"},
  {"Storage", "Mellomlagring"},
  {"Processing", "Foredling"},
  {"Virgin rock", "Ny stein"},
  {"Haul of virgin rock", "Transport av ny stein"},
  {"Outside the region", "Utenfor regionen"},
  {"Stock left at the end", "Restlager ved slutten"},
  {"Without a place", "Uten plass"},
  {"Needs not met", "Udekkede behov"},
  {"Opening of sites", "Åpning av områder"},
  {"Fees per truckload", "Gebyr per lass"},
  // comparison
  {"Plans side by side", "Planene side om side"},
  {"The same masses, limits and assumptions; only what is weighed differs.", "Samme masser, grenser og forutsetninger; bare det som vektlegges er ulikt."},
  {"Bold: best of the row.", "Fet skrift: best i raden."},
  {"Savings by objective", "Besparelser etter mål"},
  {"Against today’s practice; in brackets the range over the assumptions.", "Mot dagens praksis; i parentes spennet over forutsetningene."},
  {"Placed in the region", "Plassert i regionen"},
  {"Put to use", "Kommer til nytte"},
  {"Disposed of", "Deponert"},
  {"Driven at most 15 km", "Kjørt høyst 15 km"},
  {"Cost", "Kostnad"},
  {"Emissions, all stages", "Utslipp, alle ledd"},
  {"Net emissions", "Netto utslipp"},
  {"Truck kilometres", "Lastebilkilometer"},
  {"In built-up area", "I tettbygd strøk"},
  {"Virgin rock bought", "Ny stein kjøpt"},
  {"Virgin rock replaced at quarries", "Stein erstattet hos pukkverk"},
  {"Sent out of the region", "Sendt ut av regionen"},
  {"Without a place", "Uten plass"},
  // not placed
  {"What could not be placed, and why", "Det som ikke fikk plass, og hvorfor"},
  {"Nothing is dropped silently. The reason is the condition that comes nearest to letting the mass in.", "Ingenting faller stille ut. Grunnen er det vilkåret som er nærmest å slippe massen inn."},
  {"Everything found a place in the region, and every need was met.", "Alt fikk plass i regionen, og alle behov er dekket."},
  {"Project or need", "Prosjekt eller behov"},
  {"Group", "Massetype"},
  {"When", "Når"},
  {"What happens", "Hva skjer"},
  {"Why", "Hvorfor"},
  {"sent out of the region", "sendt ut av regionen"},
  {"no place at all", "ingen plass"},
  {"still in store at the end", "igjen på lager ved slutten"},
  {"need not met", "behov ikke dekket"},
  // closed places
  {"Places that are closed to these masses, and why", "Steder som ikke tar imot massene, og hvorfor"},
  {"Each kind of masses with the places it may not go to, the rule that says so and where the rule comes from. The plan never uses these ways.", "Hver massetype med stedene den ikke kan gå til, regelen som sier det og hvor regelen kommer fra. Planen bruker aldri disse veiene."},
  {"Rule", "Regel"},
  {"pairs of a mass and a place", "par av en masse og et sted"},
  {"too many to list: ask why of one of them", "for mange til å liste: spør hvorfor for en av dem"},
  // prices
  {"What one more tonne is worth", "Hva ett tonn til er verdt"},
  {"Exact changes of the plan’s objective with one tonne more, everything planned anew. The file prices.csv has them all, with one tonne less as well: where the two differ, the price is not one number.", "Eksakte endringer av planens målverdi med ett tonn mer, alt planlagt på nytt. Filen prices.csv har alle, også med ett tonn mindre: der de to er ulike, finnes ikke én pris."},
  {"Groups share stores, or openings, deals and other rules couple the masses: one tonne more of room saves at most so much, and one tonne more of a mass costs at least so much, with the openings as in this plan. The file prices.csv has them all, with one tonne less as well.", "Grupper deler lager, eller åpninger, avtaler og andre regler kobler massene: ett tonn mer plass sparer høyst så mye, og ett tonn mer av en masse koster minst så mye, med åpningene slik de er i denne planen. Filen prices.csv har alle, også med ett tonn mindre."},
  {"No room is short: one more tonne of it alone would save nothing.", "Ingen plass er knapp: ett tonn mer av den alene ville ikke spart noe."},
  {"Where room is short", "Hvor det er knapt med plass"},
  {"What one more tonne of each mass would cost", "Hva ett tonn mer av hver masse ville koste"},
  {"One more tonne of", "Ett tonn mer av"},
  {"Would save, NOK", "Ville spart, kr"},
  {"Masses", "Masser"},
  {"Would cost, NOK", "Ville kostet, kr"},
  {"Months", "Måneder"},
  {"room", "plass"},
  {"intake in a month", "mottak i en måned"},
  {"room to lie", "lagerplass"},
  {"processing in a month", "foredling i en måned"},
  {"virgin rock to sell", "egen stein å selge"},
  // sensitivity
  {"What moves the result most", "Hva som flytter resultatet mest"},
  {"Each assumption alone at its low and high value, everything planned anew. The vertical line is the saving with all point values.", "Hver forutsetning for seg på lav og høy verdi, alt planlagt på nytt. Den loddrette streken er besparelsen med alle punktverdier."},
  {"Bars: saving against today’s practice at the low and high value of each assumption", "Søyler: besparelse mot dagens praksis ved lav og høy verdi av hver forutsetning"},
  {"Assumption", "Forutsetning"},
  {"low", "lav"},
  {"high", "høy"},
  {"The plan was made without varying the assumptions.", "Planen er laget uten å variere forutsetningene."},
  {"not solved: {0}", "ikke løst: {0}"},
  // observed
  {"Against flows that really took place", "Mot strømmer som faktisk fant sted"},
  {"Published flows beside what the plan and today’s practice do with the same masses. The plan may do better or differ for want of facts; where it differs, ask why.", "Offentlig kjente strømmer ved siden av hva planen og dagens praksis gjør med de samme massene. Planen kan gjøre det bedre eller avvike fordi fakta mangler; der den avviker, spør hvorfor."},
  {"No published flow concerns the masses of this plan.", "Ingen kjent strøm gjelder massene i denne planen."},
  {"Really", "Faktisk"},
  {"Plan, same receivers", "Planen, samme mottak"},
  {"Today’s practice, same receivers", "Dagens praksis, samme mottak"},
  {"Largest receivers in the plan", "Største mottak i planen"},
  {"not public", "ikke offentlig"},
  {"Remark", "Merknad"},
  // inside
  {"Outside the plan", "Utenfor planen"},
  {"Masses used inside their own project, and what left before the plan starts. They are facts, reported apart from the market.", "Masser brukt i eget prosjekt, og det som gikk ut før planen begynner. De er fakta og står utenfor markedet."},
  {"No such masses in this case.", "Ingen slike masser her."},
  {"left before {0}", "gikk ut før {0}"},
  // assumptions
  {"Assumptions", "Forutsetninger"},
  {"All {0} figures that are judged rather than measured, each with its range, source and confidence.", "Alle {0} tall som er vurdert og ikke målt, hvert med spenn, kilde og tillit."},
  {"Applies to", "Gjelder"},
  {"Point", "Punkt"},
  {"Unit", "Enhet"},
  {"Source", "Kilde"},
  {"Confidence", "Tillit"},
  {"Words for confidence", "Ord for tillit"},
  {"the figure stands in the cited public source", "tallet står i den oppgitte offentlige kilden"},
  {"measured on the masses themselves", "målt på massene selv"},
  {"stated by the party responsible", "oppgitt av den ansvarlige"},
  {"general knowledge without a page at hand", "allmenn kunnskap uten kilde for hånden"},
  {"computed or judged from public facts", "beregnet eller vurdert ut fra offentlige fakta"},
  {"a planning assumption with a stated range", "en planforutsetning med oppgitt spenn"},
  // method
  {"How to read this plan", "Slik leses planen"},
  {"The plan is one minimum-cost flow over months, solved exactly in whole kilograms and checked by independent code against every limit, window and balance.", "Planen er én minimumskostnadsflyt over måneder, løst eksakt i hele kilogram og kontrollert av uavhengig kode mot alle grenser, tidsvinduer og balanser."},
  {"Today’s practice: every project alone, in the order of time, to its own fills and to commercial receivers, the nearest with room first; what finds none goes out of the region.", "Dagens praksis: hvert prosjekt for seg, i tidsrekkefølge, til egne utfyllinger og kommersielle mottak, nærmeste med plass først; det som ikke får plass, går ut av regionen."},
  {"Built-up exposure counts truck kilometres, loaded and empty, outside tunnels within built-up areas. It is a stand-in for noise, dust and accidents, not a measure of them.", "Eksponering teller lastebilkilometer, med og uten lass, utenfor tunnel i tettbygd strøk. Det er et uttrykk for støy, støv og ulykker, ikke et mål på dem."},
  {"Emissions cover haul with empty return, processing, storage and production of virgin rock. Virgin rock that quarries need not blast is a credit, shown apart and subtracted only where it says net.", "Utslipp omfatter transport med tom retur, foredling, lagring og produksjon av ny stein. Stein som pukkverkene slipper å sprenge, er et fradrag, vist for seg og trukket fra bare der det står netto."},
  {"Put to use means needs, fills, quarries and backfill. Whether a fill counts as recovery in law depends on its purpose and permit, which this plan does not judge.", "Kommer til nytte betyr behov, utfyllinger, pukkverk og tilbakefylling. Om en utfylling juridisk er gjenvinning, avhenger av formål og tillatelse, som planen ikke vurderer."},
  {"About this report", "Om rapporten"},
  {"Input (SHA-256)", "Inndata (SHA-256)"},
  {"Version", "Versjon"},
  {"Data and maps", "Data og kart"},
  // materials and classes
  {"rock", "stein"},
  {"bored rock", "TBM-masse"},
  {"alum shale", "alunskifer"},
  {"soil", "jord"},
  {"clay", "leire"},
  {"virgin rock", "ny stein"},
  {"hard", "hard"},
  {"soft", "bløt"},
  {"clean", "ren"},
  {"class {0}", "klasse {0}"},
  {"hazardous", "farlig avfall"},
};
// clang-format on

static_assert(std::size(table) == static_cast<std::size_t>(Text::count));

struct KindLabel {
  Kind kind;
  Pair text;
};

constexpr KindLabel kind_labels[] = {
    {Kind::need, {"Need", "Behov"}},
    {Kind::fill, {"Fill", "Utfylling"}},
    {Kind::quarry, {"Quarry", "Pukkverk"}},
    {Kind::backfill, {"Backfill", "Tilbakefylling"}},
    {Kind::treatment, {"Treatment", "Behandling"}},
    {Kind::landfill, {"Landfill", "Deponi"}},
    {Kind::far_receiver, {"Out of the region", "Ut av regionen"}},
    {Kind::unplaced, {"No place", "Uten plass"}},
    {Kind::store, {"Store", "Mellomlager"}},
    {Kind::internal, {"Own project", "Eget prosjekt"}},
    {Kind::virgin, {"Virgin rock", "Ny stein"}},
    {Kind::end_stock, {"Left in store", "Igjen på lager"}},
    {Kind::past, {"Before the plan", "Før planen"}},
    {Kind::shortfall, {"Need not met", "Udekket behov"}},
};

constexpr Pair month_names[] = {{"Jan", "jan."}, {"Feb", "feb."}, {"Mar", "mars"}, {"Apr", "april"},
                                {"May", "mai"},  {"Jun", "juni"}, {"Jul", "juli"}, {"Aug", "aug."},
                                {"Sep", "sep."}, {"Oct", "okt."}, {"Nov", "nov."}, {"Dec", "des."}};

std::string_view choose(const Pair& pair, Language language) {
  return language == Language::nb ? pair.nb : pair.en;
}

}  // namespace

std::string_view text(Text id, Language language) {
  assert(id < Text::count);
  return choose(table[static_cast<std::size_t>(id)], language);
}

std::string fill(std::string_view pattern, std::initializer_list<std::string> arguments) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool slot = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}';
    const auto n = slot ? static_cast<std::size_t>(pattern[i + 1] - '0') : arguments.size();
    if (n >= arguments.size()) {
      out += pattern[i];
      continue;
    }
    out += *(arguments.begin() + n);
    i += 2;
  }
  return out;
}

std::string_view label(Kind kind, Language language) {
  for (const KindLabel& row : kind_labels)
    if (row.kind == kind) return choose(row.text, language);
  return "?";
}

std::string month_text(Month month, Language language) {
  const auto& names = month_names[static_cast<std::size_t>(month.month() - 1)];
  return std::string(choose(names, language)) + "\u00A0" + std::to_string(month.year());
}

}  // namespace masseflyt::reporting
