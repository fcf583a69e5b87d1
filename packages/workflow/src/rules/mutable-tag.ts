// ITV001: a deploy names a tag that a later push can move: latest, an environment or branch name, a version.
import { deployPhrase, IMMUTABLE_FORMS, type Rule, severityOf } from "./rule.ts";

export const mutableTag: Rule = {
  id: "ITV001",
  name: "mutable-tag",
  onReference(reference) {
    if (reference.judgement.verdict !== "mutable") return undefined;
    const message = `${deployPhrase(reference)}, and ${reference.judgement.why}. ${IMMUTABLE_FORMS}`;
    return { severity: severityOf(reference), message };
  },
};
