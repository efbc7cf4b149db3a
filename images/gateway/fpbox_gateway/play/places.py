# SPDX-License-Identifier: Apache-2.0
"""Where in the world the invented machine is: in the place that goes with its time zone."""

from __future__ import annotations

from dataclasses import dataclass

from fpbox_gateway.play.world import World


@dataclass(frozen=True, slots=True)
class Place:
    """A place on earth.

    Attributes:
        code: the country's, of two letters. at: latitude and longitude in degrees.
    """

    zone: str
    code: str
    country: str
    region: str
    city: str
    at: tuple[float, float]


def place_of(world: World) -> Place:
    """Return the place of the machine's time zone; of UTC and of zones that are not listed, a likely one."""
    known = _BY_ZONE.get(world.values.get("time_zone", ""))
    return known or _BY_ZONE[_LIKELY[world.number("place", len(_LIKELY))]]


_LIKELY = ("America/New_York", "Europe/Amsterdam", "Europe/London", "America/Denver", "Europe/Paris")
_TABLE = """\
Africa/Cairo|EG|Egypt|Cairo Governorate|Cairo|30.0444,31.2357
Africa/Johannesburg|ZA|South Africa|Gauteng|Johannesburg|-26.2041,28.0473
Africa/Lagos|NG|Nigeria|Lagos|Lagos|6.5244,3.3792
Africa/Nairobi|KE|Kenya|Nairobi County|Nairobi|-1.2921,36.8219
America/Argentina/Buenos_Aires|AR|Argentina|Buenos Aires F.D.|Buenos Aires|-34.6037,-58.3816
America/Bogota|CO|Colombia|Bogota D.C.|Bogota|4.7110,-74.0721
America/Caracas|VE|Venezuela|Distrito Federal|Caracas|10.4806,-66.9036
America/Chicago|US|United States|Illinois|Chicago|41.8781,-87.6298
America/Denver|US|United States|Colorado|Denver|39.7392,-104.9847
America/Havana|CU|Cuba|Havana|Havana|23.1136,-82.3666
America/Los_Angeles|US|United States|California|Sacramento|38.5816,-121.4944
America/Mexico_City|MX|Mexico|Mexico City|Mexico City|19.4326,-99.1332
America/New_York|US|United States|Ohio|Columbus|39.9612,-82.9988
America/Sao_Paulo|BR|Brazil|Sao Paulo|Sao Paulo|-23.5505,-46.6333
America/Toronto|CA|Canada|Ontario|Ottawa|45.4215,-75.6972
America/Vancouver|CA|Canada|British Columbia|Burnaby|49.2488,-122.9805
Asia/Almaty|KZ|Kazakhstan|Almaty|Almaty|43.2220,76.8512
Asia/Baku|AZ|Azerbaijan|Baku City|Baku|40.4093,49.8671
Asia/Bangkok|TH|Thailand|Bangkok|Bangkok|13.7563,100.5018
Asia/Dubai|AE|United Arab Emirates|Dubai|Dubai|25.2048,55.2708
Asia/Ho_Chi_Minh|VN|Vietnam|Ho Chi Minh|Ho Chi Minh City|10.8231,106.6297
Asia/Hong_Kong|HK|Hong Kong|Central and Western|Hong Kong|22.3193,114.1694
Asia/Jakarta|ID|Indonesia|Jakarta|Jakarta|-6.2088,106.8456
Asia/Jerusalem|IL|Israel|Tel Aviv|Tel Aviv|32.0853,34.7818
Asia/Karachi|PK|Pakistan|Sindh|Karachi|24.8607,67.0011
Asia/Kolkata|IN|India|Karnataka|Bengaluru|12.9716,77.5946
Asia/Manila|PH|Philippines|Metro Manila|Quezon City|14.6760,121.0437
Asia/Pyongyang|KP|North Korea|Pyongyang|Pyongyang|39.0392,125.7625
Asia/Riyadh|SA|Saudi Arabia|Riyadh Region|Riyadh|24.7136,46.6753
Asia/Seoul|KR|South Korea|Seoul|Seoul|37.5665,126.9780
Asia/Shanghai|CN|China|Zhejiang|Hangzhou|30.2741,120.1551
Asia/Singapore|SG|Singapore|Singapore|Singapore|1.3521,103.8198
Asia/Taipei|TW|Taiwan|Taipei|Taipei|25.0330,121.5654
Asia/Tashkent|UZ|Uzbekistan|Tashkent|Tashkent|41.2995,69.2401
Asia/Tbilisi|GE|Georgia|Tbilisi|Tbilisi|41.7151,44.8271
Asia/Tehran|IR|Iran|Tehran|Tehran|35.6892,51.3890
Asia/Tokyo|JP|Japan|Kanagawa|Yokohama|35.4437,139.6380
Asia/Vladivostok|RU|Russia|Primorye|Vladivostok|43.1332,131.9113
Asia/Yekaterinburg|RU|Russia|Sverdlovsk|Yekaterinburg|56.8389,60.6057
Asia/Yerevan|AM|Armenia|Yerevan|Yerevan|40.1792,44.4991
Australia/Melbourne|AU|Australia|Victoria|Geelong|-38.1499,144.3617
Australia/Sydney|AU|Australia|New South Wales|Newcastle|-32.9283,151.7817
Europe/Amsterdam|NL|Netherlands|Utrecht|Utrecht|52.0908,5.1222
Europe/Athens|GR|Greece|Attica|Athens|37.9838,23.7275
Europe/Belgrade|RS|Serbia|Central Serbia|Novi Sad|45.2671,19.8335
Europe/Berlin|DE|Germany|Saxony|Leipzig|51.3397,12.3731
Europe/Brussels|BE|Belgium|Flanders|Ghent|51.0543,3.7174
Europe/Bucharest|RO|Romania|Cluj|Cluj-Napoca|46.7712,23.6236
Europe/Budapest|HU|Hungary|Budapest|Budapest|47.4979,19.0402
Europe/Chisinau|MD|Moldova|Chisinau|Chisinau|47.0105,28.8638
Europe/Copenhagen|DK|Denmark|Central Jutland|Aarhus|56.1629,10.2039
Europe/Dublin|IE|Ireland|Munster|Cork|51.8985,-8.4756
Europe/Helsinki|FI|Finland|Pirkanmaa|Tampere|61.4978,23.7610
Europe/Istanbul|TR|Turkey|Izmir|Izmir|38.4237,27.1428
Europe/Kaliningrad|RU|Russia|Kaliningrad|Kaliningrad|54.7104,20.4522
Europe/Kiev|UA|Ukraine|Kyiv City|Kyiv|50.4501,30.5234
Europe/Kyiv|UA|Ukraine|Kyiv City|Kyiv|50.4501,30.5234
Europe/Lisbon|PT|Portugal|Porto|Porto|41.1579,-8.6291
Europe/London|GB|United Kingdom|England|Leeds|53.7965,-1.5478
Europe/Madrid|ES|Spain|Valencia|Valencia|39.4699,-0.3763
Europe/Minsk|BY|Belarus|Minsk City|Minsk|53.9006,27.5590
Europe/Moscow|RU|Russia|Moscow|Moscow|55.7558,37.6173
Europe/Oslo|NO|Norway|Vestland|Bergen|60.3913,5.3221
Europe/Paris|FR|France|Auvergne-Rhone-Alpes|Lyon|45.7485,4.8467
Europe/Prague|CZ|Czechia|South Moravian|Brno|49.1951,16.6068
Europe/Rome|IT|Italy|Emilia-Romagna|Bologna|44.4949,11.3426
Europe/Sofia|BG|Bulgaria|Plovdiv|Plovdiv|42.1354,24.7453
Europe/Stockholm|SE|Sweden|Vastra Gotaland|Gothenburg|57.7089,11.9746
Europe/Vienna|AT|Austria|Styria|Graz|47.0707,15.4395
Europe/Vilnius|LT|Lithuania|Kaunas|Kaunas|54.8985,23.9036
Europe/Warsaw|PL|Poland|Lesser Poland|Krakow|50.0647,19.9450
Europe/Zurich|CH|Switzerland|Bern|Bern|46.9480,7.4474
Pacific/Auckland|NZ|New Zealand|Canterbury|Christchurch|-43.5321,172.6362
"""


def _read(line: str) -> Place:
    zone, code, country, region, city, at = line.split("|")
    latitude, _, longitude = at.partition(",")
    return Place(zone, code, country, region, city, (float(latitude), float(longitude)))


_BY_ZONE = {place.zone: place for place in map(_read, _TABLE.splitlines())}
