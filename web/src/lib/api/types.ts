/** The names by which the app calls what the OpenAPI document defines. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["AuthUserRead"];
export type Session = Schemas["AuthSignedInRead"];
export type UsageLimits = Schemas["BillingUsageLimitsRead"];

export type CheckedUrl = Schemas["AnalysisUrlCheckRead"];

export type RequestRead = Schemas["AnalysisRequestRead"];
export type RequestSummary = Schemas["AnalysisRequestSummaryRead"];
export type RequestPost = Schemas["AnalysisRequestPostRead"];
export type StatusRow = Schemas["AnalysisStatusRead"];

export type PostAnalysis = Schemas["AnalysisPostAnalysisRead"];
export type EvidenceSet = Schemas["AnalysisEvidenceSet"];
export type EvidenceItem = Schemas["AnalysisEvidenceItem"];
export type Comparison = Schemas["AnalysisComparison"];
export type OutlierVerdict = Schemas["AnalysisOutlierVerdict"];
export type BandName = NonNullable<OutlierVerdict["band"]>;
export type PublishedFigure = Schemas["AnalysisPublishedFigure"];
export type Claim = Schemas["AnalysisClaim"];
export type PostIdea = Schemas["AnalysisPostIdea"];
export type ReplicableElement = Schemas["AnalysisReplicableElement"];

export type Post = Schemas["SocialPostRead"];
export type PostMedia = Schemas["SocialMediaRead"];
export type DemoCreator = Schemas["SocialDemoCreatorRead"];
