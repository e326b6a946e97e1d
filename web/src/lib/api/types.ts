/** The names by which the app calls what the OpenAPI document defines. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["UserRead"];
export type Session = Schemas["SignedInRead"];
export type UsageLimits = Schemas["LimitsRead"];

export type CheckedUrl = Schemas["UrlCheckRead"];

export type RequestRead = Schemas["RequestRead"];
export type RequestSummary = Schemas["RequestSummaryRead"];
export type RequestPost = Schemas["RequestPostRead"];
export type StatusRow = Schemas["StatusRead"];
export type Stage = StatusRow["stage"];

export type PostAnalysis = Schemas["PostAnalysisRead"];
export type EvidenceSet = Schemas["EvidenceSet"];
export type EvidenceItem = Schemas["EvidenceItem"];
export type Comparison = Schemas["Comparison"];
export type OutlierVerdict = Schemas["OutlierVerdict"];
export type BandName = NonNullable<OutlierVerdict["band"]>;
export type PublishedFigure = Schemas["PublishedFigure"];
export type Claim = Schemas["Claim"];
export type PostIdea = Schemas["PostIdea"];
export type ReplicableElement = Schemas["ReplicableElement"];
export type RemovedClaim = Schemas["RemovedClaim"];

export type Post = Schemas["PostRead"];
export type PostMedia = Schemas["MediaRead"];
export type DemoCreator = Schemas["DemoCreator"];
