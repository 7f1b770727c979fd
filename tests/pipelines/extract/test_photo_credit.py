"""Tests of pipelines.extract.photo_credit."""

import pytest

from pipelines.extract.photo_credit import ends_in_photo_credit, split_credit


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A minister meets another minister(Twitter)", "A minister meets another minister", "Twitter"),
        ("A view of the harbour (AP Photo/Ana Duarte)", "A view of the harbour", "AP Photo/Ana Duarte"),
        ("A view of the harbour. Photo: Reuters", "A view of the harbour.", "Reuters"),
        ("Die Hafenbrücke am Mittwoch. Foto: Jens Brandt/dpa", "Die Hafenbrücke am Mittwoch.", "Jens Brandt/dpa"),
        ("The old town hall © Getty Images", "The old town hall", "Getty Images"),
        ("Photo: Maya Lindqvist", None, "Maya Lindqvist"),
        ("Photo by Maya Lindqvist/Harbour Images", None, "Maya Lindqvist/Harbour Images"),
        ("Photo credit Maya Lindqvist", None, "Maya Lindqvist"),
        ("Photo by the sea", "Photo by the sea", None),
        ("Image via Getty Images", None, "Getty Images"),
        ("Maya Lindqvist//Getty Images", None, "Maya Lindqvist//Getty Images"),
        ("praca / ShutterStock", "praca", "ShutterStock"),
        ("harbour-archive.test", None, "harbour-archive.test"),
        (
            "Foto: Stadtarchiv, Bild 183-81005/via Wikipedia CC-BY-SA 3.0 Ausschnitt: Jens Brandt CC-BY-SA 3.0",
            None,
            "Stadtarchiv, Bild 183-81005/via Wikipedia CC-BY-SA 3.0 Ausschnitt: Jens Brandt CC-BY-SA 3.0",
        ),
        ("© AFP", None, "AFP"),
        ("(© Harbour/Ana Duarte)", None, "Harbour/Ana Duarte"),
        ("Fotos © Ana Duarte", None, "Ana Duarte"),
        ("Screenshots: Instagram/ana", None, "Instagram/ana"),
        ("Ana Duarte/Anadolu Agency via Getty Images", None, "Ana Duarte/Anadolu Agency via Getty Images"),
        ("Ana Duarte, ASSOCIATED PRESS", None, "Ana Duarte, ASSOCIATED PRESS"),
        ("Lisbon, Portugal", "Lisbon, Portugal", None),
        ("Image by Ana Duarte from Pixabay", None, "Ana Duarte from Pixabay"),
        ("The boats in fog. Photograph courtesy of Refuge.", "The boats in fog.", "Refuge"),
        ("Boats in the old harbour of the town / Ana Duarte", "Boats in the old harbour of the town", "Ana Duarte"),
        ("Germany against France / Old Harbour Park", "Germany against France / Old Harbour Park", None),
        ("Boats in the fog. Foto: Ana Duarte (CC BY 2.0)", "Boats in the fog.", "Ana Duarte (CC BY 2.0)"),
        ("< Boats in the fog", "Boats in the fog", None),
        ("The mayor (left) and her deputy", "The mayor (left) and her deputy", None),
        (
            "The team that won the cup (after three defeats in a row)",
            "The team that won the cup (after three defeats in a row)",
            None,
        ),
        ("Ana Duarte (L)", "Ana Duarte (L)", None),
        (
            "Workers photograph: a trade in decline everywhere",
            "Workers photograph: a trade in decline everywhere",
            None,
        ),
        (
            "Boats in the harbour (Photo: Ana Duarte via Flickr (CC BY))",
            "Boats in the harbour",
            "Ana Duarte via Flickr (CC BY)",
        ),
        ("The old court house / Shutterstock", "The old court house", "Shutterstock"),
        ("Fishermen mend their nets. Jaafar Karim / AFP", "Fishermen mend their nets.", "Jaafar Karim / AFP"),
        ("Either / or: a choice for the town", "Either / or: a choice for the town", None),
        ("Foto. Cortesía", None, "Cortesía"),
        ("ANSA", None, "ANSA"),
        ("사진=연합뉴스", None, "연합뉴스"),
        ("工人在港口修理码头。 新华社记者 王小明 摄", "工人在港口修理码头。", "新华社记者 王小明 摄"),
        ("Most w Kazimierzu. Fot. Jan Kowal / PAP", "Most w Kazimierzu.", "Jan Kowal / PAP"),
        (
            "The president at the club.Credit...Ana Duarte/The Paper",
            "The president at the club.",
            "Ana Duarte/The Paper",
        ),
        ("Bus 9 at 3 a.m. / Photo by Jonas Weber / Unsplash", "Bus 9 at 3 a.m.", "Jonas Weber / Unsplash"),
        ("Los arqueólogos, este lunes. / Mario Tejedor", "Los arqueólogos, este lunes.", "Mario Tejedor"),
        ("Αρχείο από το λιμάνι / EUROKINISSI", "Αρχείο από το λιμάνι", "EUROKINISSI"),
        ("建て替えられる防波堤（12日）＝田中誠撮影", "建て替えられる防波堤（12日）", "田中誠撮影"),
        ("부산 영도 부두 전경. [부산시 제공]", "부산 영도 부두 전경.", "부산시 제공"),
        ("[1/2] Boats at the pier. REUTERS/Ana Duarte", "Boats at the pier.", "REUTERS/Ana Duarte"),
        ("Tapak empangan di Ulu Sat. - Foto BERNAMA", "Tapak empangan di Ulu Sat.", "BERNAMA"),
        ("A lioness near the post. PHOTO | ANN WANJIRU | NATION", "A lioness near the post.", "ANN WANJIRU | NATION"),
        ("He won by 3 / 4 of the votes", "He won by 3 / 4 of the votes", None),
        ("The quay at dawn. Photo by Jane Doe", "The quay at dawn.", "Jane Doe"),
        ("The quay at dawn. Photo courtesy of the Harbour Trust", "The quay at dawn.", "the Harbour Trust"),
        ("Le quai à l'aube. (Photo Marie Dupont/AFP)", "Le quai à l'aube.", "Marie Dupont/AFP"),
        ("De kade bij dageraad. Beeld Jan Smit", "De kade bij dageraad.", "Jan Smit"),
        ("Il molo all'alba. Foto di Anna Rossi", "Il molo all'alba.", "Anna Rossi"),
        ("El muelle al amanecer. ANA RUIZ (EFE)", "El muelle al amanecer.", "ANA RUIZ (EFE)"),
        ("Nabrzeże o świcie / Anna Nowak / Agencja Miejska", "Nabrzeże o świcie", "Anna Nowak / Agencja Miejska"),
        ("Η προβλήτα την αυγή (φωτ.: Eurokinissi)", "Η προβλήτα την αυγή", "Eurokinissi"),
        ("الرصيف عند الفجر - رويترز", "الرصيف عند الفجر", "رويترز"),
        ("भोर में घाट। फोटो- जागरण", "भोर में घाट।", "जागरण"),
        ("黎明時分的碼頭。圖／聯合報系資料照片", "黎明時分的碼頭。", "聯合報系資料照片"),
        ("夜明けの埠頭＝共同", "夜明けの埠頭", "共同"),
        ("夜明けの埠頭＝2026年5月3日、輪島市、田中誠撮影", "夜明けの埠頭＝2026年5月3日、輪島市", "田中誠撮影"),
        ("새벽의 부두. 청주시 제공", "새벽의 부두.", "청주시 제공"),
        ("새벽의 부두. 김하늘 기자", "새벽의 부두.", "김하늘 기자"),
        ("새벽의 부두. 부산=김하늘 기자 sky@paper.test /2026.05.03/", "새벽의 부두.", "김하늘 기자"),
        ("Пристань зранку / Фото з архіву порту", "Пристань зранку", "Фото з архіву порту"),
        ("freeimages", None, "freeimages"),
        ("The pier, May 3, 2026. Ana Duarte/Pool via REUTERS", "The pier, May 3, 2026.", "Ana Duarte/Pool via REUTERS"),
        ("Quai - Belga", "Quai", "Belga"),
        ("Ana Duarte via Getty Images", None, "Ana Duarte via Getty Images"),
        ("The pier at dawn. Courtesy of Ana Duarte", "The pier at dawn.", "Courtesy of Ana Duarte"),
        ("Imagen ilustrativa: Cuartoscuro", None, "Cuartoscuro"),
        ("새벽의 부두 ⓒ 연합뉴스", "새벽의 부두", "연합뉴스"),
        ("Mashua ya umeme. Picha na Bakari Shee", "Mashua ya umeme.", "Bakari Shee"),
        ("The mayor, photo in hand, at the gate.", "The mayor, photo in hand, at the gate.", None),
        ("Ship on the way from Dover to Calais / Dunkirk", "Ship on the way from Dover to Calais / Dunkirk", None),
        ("부두를 걷는 시민들. 날씨가 맑다.", "부두를 걷는 시민들. 날씨가 맑다.", None),
        ("", None, None),
    ],
)
def test_the_credit_is_split_off(text: str, caption: str | None, credit: str | None) -> None:
    """Brackets, labels and signs at the end of a caption name its maker; remarks in brackets do not."""
    assert split_credit(text) == (caption, credit)


@pytest.mark.parametrize(
    ("text", "is_caption"),
    [
        ("The dog found a home in the harbour. — Foto: Mayara Subtil/G1", True),
        ("Divers at the pier. Photo by Ana Duarte", True),
        ("왼쪽부터 시장과 시체육회 회장. 사진=세종시 제공", True),
        ("The harbour authority showed a photo: it was blurred. Nobody was on it.", False),
        ("She studied photography by night and worked at the quay by day.", False),
    ],
)
def test_a_paragraph_that_ends_in_a_photo_credit_is_a_caption(text: str, is_caption: bool) -> None:
    """Captions stand between the paragraphs of some papers, marked by nothing but their credit."""
    assert ends_in_photo_credit(text) is is_caption
