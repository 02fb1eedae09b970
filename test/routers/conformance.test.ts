import { describe, test } from "node:test";
import { conformanceBench } from "../support/conformance-bench.ts";
import { checks } from "../support/conformance-checks.ts";
import { pollFamilies } from "../support/families.ts";
import { familyFacts } from "../support/family-facts.ts";

/** What every family that is asked for its log holds against its own make-believe router; `npm run conformance` shows it as a table. */
for (const family of pollFamilies) {
  describe(family.id, () => {
    for (const { name, run, options } of checks) {
      test(name, async (t) => {
        const bench = await conformanceBench(t, family, familyFacts(family.id), options);
        await run(bench);
        bench.assertSound();
      });
    }
  });
}
