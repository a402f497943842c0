"""Jinja2 as a Django backend with one environment for each language, in which the sentences are already translated.

A page asks for some hundred sentences. To look each of them up in each answer costs more than everything else in a
template; here a template is compiled once for each language, and `_("…")` is then a constant (docs/decisions/0007).
"""

import re
import secrets
from types import MethodType
from typing import Any

import jinja2
from django.conf import settings
from django.middleware.csrf import get_token
from django.template.backends import jinja2 as backend
from django.utils import translation
from django.utils.translation import gettext
from jinja2 import Environment, nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
SENTENCE = frozenset({"_", "gettext"})
# Stands for the token of an answer's forms while the answer is made, so that what holds a form can be drawn once for
# many. No answer holds it, so nobody can write it into a text and have another's token put there.
TOKEN = secrets.token_hex(16)
FIELD = Markup(f'<input type="hidden" name="csrfmiddlewaretoken" value="{TOKEN}">')  # noqa: S704


class Templates(backend.Jinja2):
    """The backend of settings.TEMPLATES. `env` is the environment of the language that is active in this thread."""

    def __init__(self, params: dict[str, Any]) -> None:
        self._environments: dict[str, Environment] = {}
        self._codes = frozenset(code for code, _name in settings.LANGUAGES)
        self._params = params
        super().__init__(params)

    @property
    def env(self) -> Environment:
        code = translation.get_language()
        if code not in self._codes:
            code = settings.LANGUAGE_CODE
        found = self._environments.get(code)
        if found is None:
            # Twice when two threads come at once: the later one is kept, and nothing is lost.
            found = Language(self._params, code).env
            self._environments[code] = found
        return found

    @env.setter
    def env(self, first: Environment) -> None:
        """Django's own beginning makes one environment, without a language; none of our pages is made by it."""

    def from_string(self, template_code: str) -> "Template":
        return Template(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> "Template":
        return Template(super().get_template(template_name).template, self)


class Language(backend.Jinja2):
    """The environment of one language, built with the options of settings.TEMPLATES."""

    env: "TranslatedEnvironment"

    def __init__(self, params: dict[str, Any], code: str) -> None:
        super().__init__(params)
        # Before the first template is compiled.
        self.env.language = code


class Template(backend.Template):
    def render(self, context: dict[str, Any] | None = None, request: Any = None) -> str:
        context = dict(context or {})
        if request is None:
            return str(super().render(context))
        text = str(super().render(context | {"request": request, "csrf_input": FIELD}))
        return text.replace(TOKEN, token_of(request)) if TOKEN in text else text


def token_of(request: Any) -> str:
    """Return the token of all forms of an answer: each is masked anew, and a mask costs as much as a form.

    Django sends the cookie once more with each form, to renew its year. Every sign-in makes a new one, and a sign-in
    lasts a day: what the browser has just brought is left with it.
    """
    token = get_token(request)
    if request.META.get("CSRF_COOKIE") == request.COOKIES.get(settings.CSRF_COOKIE_NAME):
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    return token


class QuickContext(Context):
    """Calls a macro or a method without asking it first what it wants to be given: a page calls hundreds."""

    def call(__self, __called: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - the library's names
        kind = type(__called)
        if kind is Macro:
            args = (__self.eval_ctx, *args)
        elif kind is not MethodType or hasattr(__called, "jinja_pass_arg"):
            return super().call(__called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __called(*args, **kwargs)


class QuickTemplate(jinja2.Template):
    """Its macros are made once: every template has the same globals, so there is nothing to compare at each import."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class TranslatedEnvironment(Environment):
    """Compiles templates for one language: constant sentences are looked up now, not in each answer."""

    context_class = QuickContext
    template_class = QuickTemplate
    language = settings.LANGUAGE_CODE

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.globals["kept"] = kept
        self.kept: dict[Macro, Markup] = {}

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Take the indentation away, which is for those who read a template: of a page of posts it is a sixtieth."""
        return INDENT.sub("", super().preprocess(source, name, filename))

    def _generate(self, source: nodes.Template, *arguments: Any, **options: Any) -> str:
        with translation.override(self.language):
            return super()._generate(Translation().visit(source), *arguments, **options)


@pass_eval_context
def kept(frame: EvalContext, macro: Macro) -> Markup:
    """Return what MACRO says, which is the same on every page of a language: it is called once."""
    environment = frame.environment
    assert isinstance(environment, TranslatedEnvironment)
    said = environment.kept.get(macro)
    if said is None:
        said = environment.kept[macro] = Markup(macro(frame))  # noqa: S704 - what a template says is markup
    return said


class Translation(NodeTransformer):
    """Replaces `_("…")` by its translation, and `_("… %(name)s", name=…)` by that with the words put in."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the library's name
        self.generic_visit(node)
        if not _is_sentence(node):
            return node
        sentence = node.args[0]
        assert isinstance(sentence, nodes.Const)
        # Our own catalogues are markup, as the sentences in the templates are; what is put in is escaped.
        text = Markup(gettext(sentence.value))  # noqa: S704
        if not node.kwargs:
            return nodes.Const(text % {}, lineno=node.lineno, environment=node.environment)
        words = [
            nodes.Pair(nodes.Const(one.key), one.value, lineno=node.lineno, environment=node.environment)
            for one in node.kwargs
        ]
        return nodes.Mod(
            nodes.Const(text, lineno=node.lineno, environment=node.environment),
            nodes.Dict(words, lineno=node.lineno, environment=node.environment),
            lineno=node.lineno,
            environment=node.environment,
        )


def _is_sentence(node: nodes.Call) -> bool:
    return (
        isinstance(node.node, nodes.Name)
        and node.node.name in SENTENCE
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and isinstance(node.args[0].value, str)
        and not (node.dyn_args or node.dyn_kwargs)
    )
