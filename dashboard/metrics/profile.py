"""What may stand in the platform's profile, checked here again: a browser's checks can be passed by."""

from pydantic import EmailStr, HttpUrl, TypeAdapter, ValidationError

from data_access.source import ProfileChanges

FIELD_TITLES = {"name": "Platform name", "contact_email": "Contact e-mail", "webhook_url": "Webhook URL"}
_LONGEST = 200
_EMAIL = TypeAdapter(EmailStr)
_URL = TypeAdapter(HttpUrl)


def profile_mistakes(changes: ProfileChanges) -> dict[str, str]:
    """What is wrong with each changed field, by field name; empty when all is right.

    Values are checked and kept as typed: nothing is normalised on the way to the platform. What was stored before and
    is not changed is none of the form's business.
    """
    checks = {"name": _name_mistake, "contact_email": _email_mistake, "webhook_url": _url_mistake}
    found = {field: checks[field](getattr(changes.wanted, field) or "") for field in changes.fields}
    return {field: words for field, words in found.items() if words}


def _name_mistake(name: str) -> str:
    if not name.strip():
        return "A platform needs a name."
    return f"At most {_LONGEST} characters." if len(name) > _LONGEST else ""


def _email_mistake(email: str) -> str:
    if not email:
        return "A contact e-mail is needed: OneHazel writes to it."
    try:
        _EMAIL.validate_python(email)
    except ValidationError:
        return "This is no e-mail address: name@host.tld"
    return ""


def _url_mistake(url: str) -> str:
    if not url:
        return ""
    try:
        parsed = _URL.validate_python(url)
    except ValidationError:
        return "This is no web address: https://host/path"
    if parsed.scheme != "https":
        return "A webhook's address begins with https://: it carries your operators' data."
    if parsed.username or parsed.password:
        return "A webhook's address must not hold a user name or a password."
    return ""
