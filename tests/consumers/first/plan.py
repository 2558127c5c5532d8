from masseflyt import Scenario

case = Scenario.bundled("oslo_region")
plan = case.plan({"nok": 1, "co2e": 1.5, "exposure": 5})
print(f"{plan.status}: {plan.account.nok / 1e6:.0f} MNOK")
print(plan.flows.groupby("kind")["tonnes"].sum())  # pandas

dearer = case.with_({"assumptions.truck_nok_tkm": 2.6}, avtjerna="released")
print(f"with dearer lorries {dearer.plan().account.nok / 1e6:.0f} MNOK")
plan.save("plan", lang="nb")  # plan.json, flows.csv, report.html, ...
