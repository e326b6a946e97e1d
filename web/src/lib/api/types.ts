/** The names by which the app calls what the OpenAPI document defines. */
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["AuthUserRead"];
export type UserChange = Schemas["AuthUserUpdate"];
export type AdminArea = Schemas["AuthAdminAreaRead"];
export type SignIn = Schemas["AuthSessionRead"];
export type SignInsPage = Schemas["AuthPage_SessionRead_"];
export type ApiKey = Schemas["AuthApiKeyRead"];
export type ApiKeysPage = Schemas["AuthPage_ApiKeyRead_"];
export type WantedApiKey = Schemas["AuthApiKeyCreate"];
export type NewApiKey = Schemas["AuthApiKeyCreated"];
export type ApiScope = Schemas["AuthScopeRead"];
/** What the user did with a post on a day. */
export type Activity = Schemas["SocialActivityRead"];
export type DataExport = Schemas["AuthExportRead"];
export type ErasureReceipt = Schemas["AuthReceiptRead"];
export type ErasureBegun = Schemas["AuthErasureBegunRead"];
export type WebhookEndpoint = Schemas["AuthWebhookEndpointRead"];
export type WebhookEndpointsPage = Schemas["AuthPage_WebhookEndpointRead_"];
export type WantedWebhookEndpoint = Schemas["AuthWebhookEndpointCreate"];
export type NewWebhookEndpoint = Schemas["AuthWebhookEndpointCreated"];
export type WebhookEndpointChange = Schemas["AuthWebhookEndpointUpdate"];
export type WebhookEventType = Schemas["AuthWebhookEventTypeRead"];
export type WebhookSecret = Schemas["AuthWebhookSecretRead"];
export type WebhookDelivery = Schemas["AuthWebhookDeliveryRead"];
export type WebhookDeliveriesPage = Schemas["AuthPage_WebhookDeliveryRead_"];
export type WebhookAttempt = Schemas["AuthWebhookAttemptRead"];
export type Session = Schemas["AuthSignedInRead"];
export type UsageLimits = Schemas["BillingUsageLimitsRead"];

export type CheckedUrl = Schemas["AnalysisUrlCheckRead"];

export type RequestRead = Schemas["AnalysisRequestRead"];
export type RequestSummary = Schemas["AnalysisRequestSummaryRead"];
export type RequestsPage = Schemas["AnalysisPage_RequestSummaryRead_"];
export type RequestPost = Schemas["AnalysisRequestPostRead"];
/** What a list of requests may be asked for, but for its pages. */
export type RequestsQuery = Omit<
  NonNullable<paths["/api/v1/analysis/requests"]["get"]["parameters"]["query"]>,
  "limit" | "cursor"
>;
/** Why a post, an account or a medium could not be fetched. */
export type FailureReason = NonNullable<RequestPost["reason"]>;
/** Why a post's words are missing. */
export type MissingWords = NonNullable<RequestPost["words_reason"]>;
/** Why a text is no link to a post. */
export type LinkReason = NonNullable<CheckedUrl["reason"]>;
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
export type PostComment = Post["comments"][number];
export type PostMedia = Schemas["SocialMediaRead"];
export type LibraryPage = Schemas["SocialLibraryPage"];
export type LibraryPost = Schemas["SocialLibraryPostRead"];
export type Platform = Schemas["SocialPlatformRead"];
export type PlatformSource = Schemas["SocialPlatformSourceRead"];
export type FollowedCreator = Schemas["SocialFollowedCreatorRead"];
export type FollowedPage = Schemas["SocialFollowedCreatorPage"];
export type WantedCreator = Schemas["SocialCreatorFollow"];
/** A post of a followed creator that stands out. */
export type FoundOutlier = Schemas["SocialOutlierRead"];
/** Whose newest posts are analysed, and how many. */
export type CreatorChoice = Schemas["AnalysisCreatorChoice"];
export type LibraryCreator = Schemas["SocialLibraryCreatorRead"];
/** A post's newest analysis. */
export type AnalysedPost = Schemas["AnalysisPostResultRead"];

export type ImportRead = Schemas["SocialImportRead"];
export type ImportRow = Schemas["SocialImportRowRead"];
export type ImportRowReason = NonNullable<ImportRow["reason"]>;
export type ImportPreview = Schemas["SocialPreviewRead"];
export type ImportMapping = ImportPreview["mapping"];
export type ImportField = keyof ImportMapping;
export type ImportQuestion = ImportPreview["questions"][number];
type Form<Path extends "/api/v1/social/posts/import" | "/api/v1/social/posts/import/preview"> =
  NonNullable<paths[Path]["post"]["requestBody"]>["content"]["multipart/form-data"];
/** The upload's fields beside the files. */
export type ImportFields = Omit<Form<"/api/v1/social/posts/import">, "file">;
export type PreviewFields = Omit<Form<"/api/v1/social/posts/import/preview">, "file">;
export type DemoCreator = Schemas["SocialDemoCreatorRead"];
