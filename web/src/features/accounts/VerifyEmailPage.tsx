import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { ProgressBar } from "@/components/ProgressBar";

import { FormProblem } from "./FormProblem";
import { GuestLayout } from "./GuestLayout";
import { findLinkProblem, type LinkProblem } from "./linkProblem";
import { meQuery, useVerifyEmail } from "./queries";
import { SendAgain } from "./SendAgain";
import { useAccountProblem } from "./useAccountProblem";
import { useMailToken } from "./useMailToken";

const mail = getRouteApi("/mail");

/** Where to go on: into the app, or first through its door. */
function GoOn() {
  const { t } = useTranslation("accounts");
  const { isSignedIn } = mail.useLoaderData();
  return isSignedIn ? (
    <Link to="/analyse" className={buttonClasses("primary", true)}>
      {t("verify.goOn")}
    </Link>
  ) : (
    <Link to="/sign-in" className={buttonClasses("primary", true)}>
      {t("signIn.submit")}
    </Link>
  );
}

function Verified() {
  const { t } = useTranslation("accounts");
  return (
    <GuestLayout title={t("verify.doneTitle")} lead={t("verify.done")}>
      <GoOn />
    </GuestLayout>
  );
}

/** The link is over: what the next step is depends on who is here. */
function Spent({ problem }: { problem: LinkProblem }) {
  const { t } = useTranslation("accounts");
  const { isSignedIn } = mail.useLoaderData();
  const { data: user } = useQuery({ ...meQuery, enabled: isSignedIn });
  if (problem === "used" && user?.email_verified === true) return <Verified />;
  const needsAnother = problem !== "taken" && user?.email_verified !== true;
  return (
    <GuestLayout title={t(`verify.${problem}Title`)} lead={t(`verify.${problem}`)}>
      <div className="flex flex-wrap items-center gap-3">
        {needsAnother && isSignedIn && <SendAgain kind="primary" large />}
        {needsAnother && !isSignedIn && (
          <Link
            to="/sign-in"
            search={{ next: "/settings/profile" }}
            className={buttonClasses("primary", true)}
          >
            {t("verify.signInForAnother")}
          </Link>
        )}
        {!needsAnother && <GoOn />}
      </div>
    </GuestLayout>
  );
}

function Verification({ token }: { token: string }) {
  const { t } = useTranslation("accounts");
  const { mutate, isSuccess, error } = useVerifyEmail();
  const { describeAttempt } = useAccountProblem();
  const asked = useRef(false);

  useEffect(() => {
    // The token works once: a second run of this effect would find it used.
    if (asked.current) return;
    asked.current = true;
    mutate(token);
  }, [mutate, token]);

  if (isSuccess) return <Verified />;
  const problem = findLinkProblem(error);
  if (problem !== null) return <Spent problem={problem} />;
  if (error !== null) {
    return (
      <GuestLayout title={t("verify.stoppedTitle")} lead={t("verify.stopped")}>
        <div className="flex flex-col items-start gap-5">
          <FormProblem>{describeAttempt(error)}</FormProblem>
          <Button kind="primary" large onClick={() => mutate(token)}>
            {t("verify.retry")}
          </Button>
        </div>
      </GuestLayout>
    );
  }
  return (
    <GuestLayout title={t("verify.title")} lead={t("verify.lead")}>
      <ProgressBar label={t("verify.title")} share={null} />
    </GuestLayout>
  );
}

/** Where the link of a mail leads that verifies an address, or changes it. */
export function VerifyEmailPage() {
  const token = useMailToken();
  return token === null ? <Spent problem="unknown" /> : <Verification key={token} token={token} />;
}
