"""Words to draw values from: a fake-data library with a fixed seed, and short lists of our own.

Every pool is made once for a process from a fixed seed, so it is the same everywhere.
"""

from __future__ import annotations

from functools import lru_cache

_SIZE = 600


@lru_cache(maxsize=1)
def people() -> tuple[str, ...]:
    """Full names."""
    from mimesis import Person
    from mimesis.locales import Locale

    first = Person(Locale.EN, seed=11)
    second = Person(Locale.EN_GB, seed=12)
    drawn = [first.full_name() for _ in range(_SIZE)] + [second.full_name() for _ in range(200)]
    return tuple(dict.fromkeys(name for name in drawn if name.isascii() and name.count(" ") == 1))


@lru_cache(maxsize=1)
def streets() -> tuple[str, ...]:
    """Street names such as `Oak Street`."""
    from mimesis import Address

    address = Address(seed=13)
    endings = ("Street", "Avenue", "Road", "Lane", "Drive")
    names = [address.street_name() for _ in range(300)]
    return tuple(
        dict.fromkeys(f"{name} {endings[i % 5]}" for i, name in enumerate(names) if name.isascii())
    )


@lru_cache(maxsize=1)
def dishes() -> tuple[str, ...]:
    """Dishes."""
    from mimesis import Food

    food = Food(seed=14)
    return tuple(dict.fromkeys(d for d in (food.dish() for _ in range(200)) if d.isascii()))


@lru_cache(maxsize=1)
def cars() -> tuple[str, ...]:
    """Car models with their make."""
    from mimesis import Transport

    transport = Transport(seed=15)
    return tuple(dict.fromkeys(c for c in (transport.car() for _ in range(200)) if c.isascii()))


# City, country, two-letter country code, IATA code, latitude, longitude.
CITIES: tuple[tuple[str, str, str, str, float, float], ...] = (
    ("Lisbon", "Portugal", "PT", "LIS", 38.72, -9.14),
    ("Oslo", "Norway", "NO", "OSL", 59.91, 10.75),
    ("Chicago", "United States", "US", "ORD", 41.88, -87.63),
    ("Boston", "United States", "US", "BOS", 42.36, -71.06),
    ("Seattle", "United States", "US", "SEA", 47.61, -122.33),
    ("Austin", "United States", "US", "AUS", 30.27, -97.74),
    ("Denver", "United States", "US", "DEN", 39.74, -104.99),
    ("San Diego", "United States", "US", "SAN", 32.72, -117.16),
    ("New Orleans", "United States", "US", "MSY", 29.95, -90.07),
    ("Toronto", "Canada", "CA", "YYZ", 43.65, -79.38),
    ("Montreal", "Canada", "CA", "YUL", 45.50, -73.57),
    ("Vancouver", "Canada", "CA", "YVR", 49.28, -123.12),
    ("London", "United Kingdom", "GB", "LHR", 51.51, -0.13),
    ("Edinburgh", "United Kingdom", "GB", "EDI", 55.95, -3.19),
    ("Manchester", "United Kingdom", "GB", "MAN", 53.48, -2.24),
    ("Dublin", "Ireland", "IE", "DUB", 53.35, -6.26),
    ("Paris", "France", "FR", "CDG", 48.86, 2.35),
    ("Lyon", "France", "FR", "LYS", 45.76, 4.84),
    ("Berlin", "Germany", "DE", "BER", 52.52, 13.41),
    ("Munich", "Germany", "DE", "MUC", 48.14, 11.58),
    ("Hamburg", "Germany", "DE", "HAM", 53.55, 9.99),
    ("Vienna", "Austria", "AT", "VIE", 48.21, 16.37),
    ("Zurich", "Switzerland", "CH", "ZRH", 47.38, 8.54),
    ("Amsterdam", "Netherlands", "NL", "AMS", 52.37, 4.90),
    ("Brussels", "Belgium", "BE", "BRU", 50.85, 4.35),
    ("Copenhagen", "Denmark", "DK", "CPH", 55.68, 12.57),
    ("Stockholm", "Sweden", "SE", "ARN", 59.33, 18.07),
    ("Helsinki", "Finland", "FI", "HEL", 60.17, 24.94),
    ("Madrid", "Spain", "ES", "MAD", 40.42, -3.70),
    ("Barcelona", "Spain", "ES", "BCN", 41.39, 2.17),
    ("Seville", "Spain", "ES", "SVQ", 37.39, -5.98),
    ("Porto", "Portugal", "PT", "OPO", 41.15, -8.61),
    ("Rome", "Italy", "IT", "FCO", 41.90, 12.50),
    ("Milan", "Italy", "IT", "MXP", 45.46, 9.19),
    ("Athens", "Greece", "GR", "ATH", 37.98, 23.73),
    ("Prague", "Czechia", "CZ", "PRG", 50.08, 14.44),
    ("Warsaw", "Poland", "PL", "WAW", 52.23, 21.01),
    ("Krakow", "Poland", "PL", "KRK", 50.06, 19.94),
    ("Budapest", "Hungary", "HU", "BUD", 47.50, 19.04),
    ("Istanbul", "Turkey", "TR", "IST", 41.01, 28.98),
    ("Cairo", "Egypt", "EG", "CAI", 30.04, 31.24),
    ("Nairobi", "Kenya", "KE", "NBO", -1.29, 36.82),
    ("Cape Town", "South Africa", "ZA", "CPT", -33.92, 18.42),
    ("Dubai", "United Arab Emirates", "AE", "DXB", 25.20, 55.27),
    ("Mumbai", "India", "IN", "BOM", 19.08, 72.88),
    ("Bangalore", "India", "IN", "BLR", 12.97, 77.59),
    ("Singapore", "Singapore", "SG", "SIN", 1.35, 103.82),
    ("Bangkok", "Thailand", "TH", "BKK", 13.76, 100.50),
    ("Seoul", "South Korea", "KR", "ICN", 37.57, 126.98),
    ("Tokyo", "Japan", "JP", "NRT", 35.68, 139.69),
    ("Kyoto", "Japan", "JP", "KIX", 35.01, 135.77),
    ("Sydney", "Australia", "AU", "SYD", -33.87, 151.21),
    ("Melbourne", "Australia", "AU", "MEL", -37.81, 144.96),
    ("Auckland", "New Zealand", "NZ", "AKL", -36.85, 174.76),
    ("Santiago", "Chile", "CL", "SCL", -33.45, -70.67),
    ("Lima", "Peru", "PE", "LIM", -12.05, -77.04),
    ("Buenos Aires", "Argentina", "AR", "EZE", -34.60, -58.38),
    ("Sao Paulo", "Brazil", "BR", "GRU", -23.55, -46.63),
    ("Mexico City", "Mexico", "MX", "MEX", 19.43, -99.13),
    ("Bogota", "Colombia", "CO", "BOG", 4.71, -74.07),
)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[str, str, str, str, float, float]]:
    return {city[0]: city for city in CITIES}


def city_called(name: object) -> tuple[str, str, str, str, float, float] | None:
    """The entry of a city in `CITIES`; None where it is not there."""
    return _by_name().get(name) if isinstance(name, str) else None


# State or province, its code, and a postal code.
STATES_OF: dict[str, tuple[str, str, str]] = {
    "Chicago": ("Illinois", "IL", "60611"), "Boston": ("Massachusetts", "MA", "02116"),
    "Seattle": ("Washington", "WA", "98101"), "Austin": ("Texas", "TX", "78701"),
    "Denver": ("Colorado", "CO", "80202"), "San Diego": ("California", "CA", "92101"),
    "New Orleans": ("Louisiana", "LA", "70112"), "Toronto": ("Ontario", "ON", "M5H 2N2"),
    "Montreal": ("Quebec", "QC", "H2Y 1C6"), "Vancouver": ("British Columbia", "BC", "V6B 1A1"),
    "Sydney": ("New South Wales", "NSW", "2000"), "Melbourne": ("Victoria", "VIC", "3000"),
    "Mumbai": ("Maharashtra", "MH", "400001"), "Bangalore": ("Karnataka", "KA", "560001"),
    "Munich": ("Bavaria", "BY", "80331"), "Hamburg": ("Hamburg", "HH", "20095"),
    "Barcelona": ("Catalonia", "CT", "08001"), "Edinburgh": ("Scotland", "SCT", "EH1 1YZ"),
}  # fmt: skip
REGIONS_OF = {
    "PT": "Alentejo",
    "NO": "Vestland",
    "GB": "Yorkshire",
    "IE": "Connacht",
    "FR": "Provence",
    "DE": "Bavaria",
    "AT": "Tyrol",
    "CH": "Ticino",
    "NL": "Zeeland",
    "ES": "Andalusia",
    "IT": "Tuscany",
    "GR": "Crete",
    "PL": "Silesia",
    "JP": "Hokkaido",
    "IN": "Kerala",
    "AU": "Tasmania",
    "CL": "Patagonia",
    "US": "New England",
    "CA": "Ontario",
    "MX": "Yucatan",
}
AMERICAN = tuple(city for city in CITIES if city[2] == "US")
POSTAL_CODES = {
    "PT": "1100-148",
    "NO": "0150",
    "GB": "SW1A 1AA",
    "IE": "D02 X285",
    "FR": "75004",
    "DE": "10115",
    "AT": "1010",
    "CH": "8001",
    "NL": "1012 JS",
    "BE": "1000",
    "DK": "1050",
    "SE": "11122",
    "FI": "00100",
    "ES": "28013",
    "IT": "00184",
    "GR": "10557",
    "CZ": "11000",
    "PL": "00001",
    "HU": "1051",
    "TR": "34122",
    "IN": "560001",
    "SG": "049213",
    "JP": "100-0001",
}
COMPANIES = (
    "Northwind Traders", "Bluebird Analytics", "Harbor & Finch", "Cedar Lane Foods",
    "Solstice Energy", "Mapleton Press", "Quayside Logistics", "Redwood Robotics",
    "Lumen Health", "Tidewater Studio", "Granite Peak Outdoors", "Aster Software",
    "Copperfield Insurance", "Larkspur Hotels", "Vela Motors", "Kestrel Airlines",
    "Brightwater Bank", "Juniper Design", "Fernhill Dairy", "Orchard Telecom",
)  # fmt: skip
TICKERS = ("AAPL", "MSFT", "TSLA", "AMZN", "NVDA", "GOOGL", "META", "NFLX", "INTC", "IBM", "ORCL",
           "DIS", "NKE", "KO", "PEP", "MCD", "BA", "GM", "GE", "JPM", "ADBE", "AMD", "SBUX",
           "WMT")  # fmt: skip
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "CAD", "AUD", "CHF", "SEK", "NOK", "INR", "MXN", "SGD")
CRYPTO = ("BTC", "ETH", "SOL", "ADA", "DOGE", "XRP", "LTC", "DOT")
CRYPTO_NAMES = ("bitcoin", "ethereum", "solana", "cardano", "dogecoin", "litecoin")
LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "pl", "ja")
LANGUAGE_NAMES = ("English", "French", "German", "Spanish", "Italian", "Portuguese", "Dutch",
                  "Swedish", "Polish", "Japanese", "Korean", "Turkish")  # fmt: skip
STATES = ("California", "Texas", "Oregon", "Colorado", "Vermont", "Georgia", "Ohio", "Michigan",
          "Nevada", "Arizona", "Florida", "Maine", "Utah", "Montana")  # fmt: skip
STATE_CODES = ("CA", "TX", "OR", "CO", "VT", "GA", "OH", "MI", "NV", "AZ", "FL", "ME", "UT", "MT")
REGIONS = ("Bavaria", "Tuscany", "Catalonia", "Provence", "Andalusia", "New England", "Scotland",
           "Normandy", "Patagonia", "Hokkaido")  # fmt: skip
TIMEZONES = ("Europe/Lisbon", "America/New_York", "Asia/Tokyo", "Europe/Berlin", "America/Denver",
             "Australia/Sydney", "Asia/Singapore", "America/Chicago")  # fmt: skip
TOPICS = (
    "renewable energy", "electric bikes", "sourdough baking", "home insulation", "mindfulness",
    "machine learning", "urban gardening", "trail running", "vintage cameras", "space telescopes",
    "remote work", "heat pumps", "coffee roasting", "coral reefs", "board games", "budget travel",
    "wildlife photography", "jazz history", "cyber security", "solar eclipses", "plant-based diets",
    "wooden toys", "street art", "marathon training", "ocean plastics", "data privacy",
    "beekeeping", "folk music", "smart thermostats", "rail travel", "watercolor painting",
    "volcanoes", "sleep quality", "quantum computing", "noise-cancelling headphones",
    "tea ceremonies",
)  # fmt: skip
WORDS = ("harvest", "lantern", "meadow", "compass", "velvet", "anchor", "orchid", "thunder",
         "canyon", "whisper", "marble", "saffron", "glacier", "ember", "riddle", "harbor",
         "serendipity", "eloquent", "resilient", "nostalgia", "level", "silent")  # fmt: skip
COLORS = ("blue", "green", "red", "teal", "navy", "orange", "purple", "grey", "white", "black")
HEX_COLORS = ("#1e90ff", "#2e8b57", "#ff7f50", "#663399", "#ffd700", "#708090", "#dc143c")
GENRES = ("jazz", "indie rock", "science fiction", "thriller", "comedy", "classical", "drama",
          "fantasy", "folk", "documentary", "hip hop", "mystery")  # fmt: skip
MOODS = ("relaxed", "happy", "focused", "energetic", "calm", "nostalgic")
CUISINES = ("Italian", "Thai", "Mexican", "Japanese", "Indian", "Greek", "Vietnamese", "Lebanese",
            "Ethiopian", "Korean")  # fmt: skip
INGREDIENTS = ("chicken", "spinach", "chickpeas", "salmon", "mushrooms", "sweet potatoes",
    "lentils",
               "tofu", "zucchini", "rice", "feta", "black beans", "eggplant", "pasta")  # fmt: skip
DIETS = ("vegetarian", "vegan", "gluten-free", "pescatarian", "low-carb", "keto")
MOVIES = ("Inception", "Spirited Away", "The Grand Budapest Hotel", "Arrival", "Parasite",
          "Casablanca", "Interstellar", "Amelie", "The Godfather", "Paddington")  # fmt: skip
BOOKS = ("Pride and Prejudice", "The Hobbit", "Dune", "Middlemarch", "The Name of the Rose",
         "Beloved", "Never Let Me Go", "Moby Dick", "Persuasion")  # fmt: skip
SONGS = ("Clair de Lune", "Here Comes the Sun", "Take Five", "Respect", "Hallelujah", "Imagine",
         "Bohemian Rhapsody", "Feeling Good", "Blackbird")  # fmt: skip
ARTISTS = ("Nina Simone", "David Bowie", "Miles Davis", "Ella Fitzgerald", "Leonard Cohen",
           "Joni Mitchell", "Stevie Wonder", "Aretha Franklin")  # fmt: skip
PLAYLISTS = ("Morning Run", "Rainy Sunday", "Deep Focus", "Road Trip", "Dinner Party", "Slow Jazz")
GAMES = ("Minecraft", "Stardew Valley", "Celeste", "Hades", "Portal 2", "Chess", "Tetris")
POKEMON = ("Pikachu", "Eevee", "Snorlax", "Charizard", "Bulbasaur", "Gengar", "Lucario")
ANIMALS = ("cat", "dog", "rabbit", "parrot", "hamster", "horse", "tortoise")
TEAMS = ("Arsenal", "Real Madrid", "Boston Celtics", "Green Bay Packers", "Toronto Raptors",
         "Juventus", "New York Yankees", "Ajax")  # fmt: skip
LEAGUES = ("Premier League", "La Liga", "NBA", "Serie A", "Bundesliga", "NFL")
SPORTS = ("tennis", "basketball", "football", "cycling", "swimming", "cricket", "hockey")
PRODUCTS = ("desk lamp", "wireless keyboard", "rain jacket", "espresso machine", "yoga mat",
            "hiking boots", "standing desk", "air purifier", "travel backpack", "robot vacuum",
            "ceramic teapot", "bike helmet", "bluetooth speaker", "cast iron pan")  # fmt: skip
JOBS = ("data analyst", "product manager", "nurse", "civil engineer", "graphic designer",
        "software engineer", "accountant", "teacher", "marketing manager")  # fmt: skip
SKILLS = ("Python", "project management", "public speaking", "SQL", "negotiation", "copywriting")
EVENTS = ("team lunch", "quarterly review", "dentist appointment", "design workshop",
          "book club", "project kickoff", "parent-teacher meeting", "yoga class",
          "budget meeting", "birthday dinner", "client call", "house viewing")  # fmt: skip
HEADLINES = (
    "Ideas for the spring newsletter", "Notes from the planning meeting", "Weekend packing list",
    "Draft agenda for Thursday", "Kitchen renovation plan", "Reading list for the summer",
    "Summary of the customer survey", "Onboarding checklist", "Garden watering schedule",
    "Questions for the landlord", "Travel budget overview", "Team offsite proposal",
)  # fmt: skip
MESSAGES = (
    "The meeting has moved to the large conference room.",
    "Thanks for your help with the report, it looks great.",
    "Please bring the signed forms with you.",
    "I am running a little late but on my way.",
    "The delivery should arrive before noon.",
    "Let me know which of the two dates suits you better.",
    "Remember to water the plants while we are away.",
    "The new draft is ready for your comments.",
    "We are thrilled with how the launch went.",
    "Could we talk about the invoice when you have a moment?",
    "The package arrived damaged and I would like a replacement.",
    "Happy birthday, and have a wonderful day!",
    "The train was delayed, so I missed the first session.",
    "Our flight lands early, so we can pick up the keys ourselves.",
    "The garden looks lovely after all that rain.",
    "Small steps every day lead to big changes.",
)  # fmt: skip
FILES = ("budget.xlsx", "contract.pdf", "meeting-notes.docx", "holiday-photos.zip", "invoice.pdf",
         "presentation.pptx", "survey-results.csv", "floor-plan.png", "resume.pdf")  # fmt: skip
FOLDERS = ("/home/alex/reports", "/data/projects", "/srv/backups", "/home/alex/photos",
           "/var/data/exports", "/home/alex/music")  # fmt: skip
HOSTS = ("example.com", "example.org", "shop.example.com", "blog.example.org", "news.example.net",
         "docs.example.com", "static.example.net")  # fmt: skip
PAGES = ("articles/heat-pumps", "images/harbor.jpg", "reports/annual.pdf", "products/desk-lamp",
         "recipes/lentil-soup", "guides/getting-started", "photos/team.png",
         "posts/spring-update")  # fmt: skip
UNITS = {
    "temperature": ("celsius", "fahrenheit", "kelvin"),
    "length": ("meters", "kilometers", "miles", "feet", "inches"),
    "weight": ("kilograms", "pounds", "grams", "ounces"),
}
EXPRESSIONS = ("3 * (7 + 5)", "x^2 - 4*x + 3", "2*x + 6", "sin(x) + 1", "48 / 6 + 11")
CODE = ("print('hello')", "SELECT name FROM customers", "for i in range(3): print(i)")
CATEGORIES = ("standard", "basic", "premium", "general", "local", "classic", "modern", "seasonal")
THINGS = ("Aurora", "Meridian", "Sunrise", "Evergreen", "Cascade", "Horizon", "Willow", "Summit",
          "Bluebell", "Orion", "Cobalt", "Juniper", "Lighthouse", "Riverside", "Maple")  # fmt: skip
