// The part of SARIF 2.1.0 that the report writes, as types: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

type SarifText = { readonly text: string; readonly markdown?: string };
export type SarifRegion = {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
};
export type SarifArtifact = { readonly uri: string; readonly uriBaseId: "%SRCROOT%" };
export type SarifLocation = {
  readonly id?: number;
  readonly physicalLocation: { readonly artifactLocation: SarifArtifact; readonly region: SarifRegion };
  readonly message?: SarifText;
};

export type SarifRule = {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: SarifText;
  readonly fullDescription: SarifText;
  readonly help: SarifText;
  readonly helpUri: string;
  readonly defaultConfiguration: { readonly level: "error" | "warning" | "note" };
  readonly properties: Readonly<Record<string, string | readonly string[]>>;
};

export type SarifFix = {
  readonly description: SarifText;
  readonly artifactChanges: readonly {
    readonly artifactLocation: SarifArtifact;
    readonly replacements: readonly { readonly deletedRegion: SarifRegion; readonly insertedContent: SarifText }[];
  }[];
};

export type SarifResult = {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: "error" | "warning" | "note";
  readonly message: SarifText;
  readonly locations: readonly [SarifLocation];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly codeFlows?: readonly {
    readonly threadFlows: readonly { readonly locations: readonly { readonly location: SarifLocation }[] }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly fixes?: readonly SarifFix[];
  readonly suppressions?: readonly {
    readonly kind: "inSource" | "external";
    readonly status: "accepted";
    readonly justification: string;
    readonly location: SarifLocation;
  }[];
};

export type SarifLog = {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly name: string;
          readonly version: string;
          readonly informationUri: string;
          readonly rules: readonly SarifRule[];
        };
      };
      readonly automationDetails?: { readonly id: string };
      readonly originalUriBaseIds: { readonly "%SRCROOT%": { readonly description: SarifText } };
      readonly columnKind: "utf16CodeUnits";
      readonly invocations: readonly [
        {
          readonly executionSuccessful: true;
          readonly toolExecutionNotifications: readonly { readonly level: "warning"; readonly message: SarifText }[];
        },
      ];
      readonly results: readonly SarifResult[];
    },
  ];
};
