"""What in a URL says nothing about which page it names. Data for `pipelines.urls`; add to it freely."""

TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "ga_", "wt_mc", "wt.mc", "at_", "fb_", "guce_")
"""Beginnings of parameter names, lower case: campaign parameters of analytics systems."""

TRACKING_NAMES = frozenset(
    """
    fbclid gclid gclsrc gbraid wbraid dclid msclkid twclid ttclid yclid ysclid li_fat_id igshid igsh epik rb_clickid
    s_kwcid ef_id mc_cid mc_eid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok vero_id vero_conv oly_enc_id
    oly_anon_id _ga _gl _ke trk trkid ml_subscriber ml_subscriber_hash ck_subscriber_id ref_src ref_url cmpid cmp
    campaign_id ocid smid smtyp ncid icid ito xtor s_cid sr_share sh_kit spm scm __twitter_impression
    action_object_map action_type_map action_ref_map guccounter wt_zmc wickedid _openstat from_rss
    replytocom nr_email_referer echobox sharetype share_source
    """.split()  # noqa: SIM905 -- one name a word, easy to add to
)
"""Parameter names, lower case, that say who came from where. `replytocom` shows the same page with a form."""

SESSION_NAMES = {
    "phpsessid": True,
    "jsessionid": True,
    "aspsessionid": True,
    "sessionid": True,
    "session_id": True,
    "sessid": True,
    "cfid": True,
    "cftoken": True,
    "zenid": True,
    "oscsid": True,
    "sid": False,
    "s_id": False,
    "session": False,
    "sess": False,
}
"""Parameter names of sessions; False where the name means other things too, so that the value must look the part."""

INDEX_FILES = frozenset(
    f"{name}.{ending}"
    for name in ("index", "default")
    for ending in ("html", "htm", "php", "asp", "aspx", "jsp", "shtml", "xhtml")
)

TWIN_HOSTS = frozenset({"www", "m", "mobile", "mobil", "amp", "wap", "touch"})
"""First labels of hosts which serve the same stories."""

TWIN_FLAGS = frozenset({"amp", "print", "printable", "printview", "mobile", "outputtype", "nomobile", "noamp"})
"""Parameter names which ask for another form of the same page."""

TWIN_VALUES = frozenset(
    (name, value)
    for name in ("output", "view", "format", "display", "mode", "layout", "tmpl", "version")
    for value in ("amp", "print", "mobile", "printpage")
)
