// ITV002: a deploy names an image with neither tag nor digest, which means the tag `latest`.
import { deployPhrase, IMMUTABLE_FORMS, type Rule, severityOf } from "./rule.ts";

export const untagged: Rule = {
  id: "ITV002",
  name: "untagged",
  onReference(reference) {
    if (reference.judgement.verdict !== "untagged") return undefined;
    const message = `${deployPhrase(reference)}, and a name without a tag means "latest". ${IMMUTABLE_FORMS}`;
    return { severity: severityOf(reference), message };
  },
};
