using System.Collections.Frozen;

namespace Messaging.Domain.Notifications;

/// <summary>
/// Time zones by their IANA names. Browsers go on reporting names that were replaced long ago, such as
/// <c>Asia/Calcutta</c> and <c>Europe/Kiev</c>, and some hosts no longer have files for those: the old names
/// are known here.
/// </summary>
public static class TimeZones
{
    /// <summary>From the file <c>backward</c> of the IANA time zone database, 2025b: a name and the ones that it replaced.</summary>
    private const string Replaced = """
        Africa/Abidjan Africa/Timbuktu Iceland
        Africa/Cairo Egypt
        Africa/Nairobi Africa/Asmera
        Africa/Tripoli Libya
        America/Adak America/Atka US/Aleutian
        America/Anchorage US/Alaska
        America/Argentina/Buenos_Aires America/Buenos_Aires
        America/Argentina/Catamarca America/Argentina/ComodRivadavia America/Catamarca
        America/Argentina/Cordoba America/Cordoba America/Rosario
        America/Argentina/Jujuy America/Jujuy
        America/Argentina/Mendoza America/Mendoza
        America/Chicago US/Central
        America/Denver America/Shiprock Navajo US/Mountain
        America/Detroit US/Michigan
        America/Edmonton America/Yellowknife Canada/Mountain
        America/Halifax Canada/Atlantic
        America/Havana Cuba
        America/Indiana/Indianapolis America/Fort_Wayne America/Indianapolis US/East-Indiana
        America/Indiana/Knox America/Knox_IN US/Indiana-Starke
        America/Iqaluit America/Pangnirtung
        America/Jamaica Jamaica
        America/Kentucky/Louisville America/Louisville
        America/Los_Angeles US/Pacific
        America/Manaus Brazil/West
        America/Mazatlan Mexico/BajaSur
        America/Mexico_City Mexico/General
        America/New_York US/Eastern
        America/Noronha Brazil/DeNoronha
        America/Nuuk America/Godthab
        America/Panama America/Coral_Harbour
        America/Phoenix US/Arizona
        America/Puerto_Rico America/Kralendijk America/Lower_Princes America/Marigot America/St_Barthelemy America/Virgin
        America/Regina Canada/Saskatchewan
        America/Rio_Branco America/Porto_Acre Brazil/Acre
        America/Santiago Chile/Continental
        America/Sao_Paulo Brazil/East
        America/St_Johns Canada/Newfoundland
        America/Tijuana America/Ensenada America/Santa_Isabel Mexico/BajaNorte
        America/Toronto America/Montreal America/Nipigon America/Thunder_Bay Canada/Eastern
        America/Vancouver Canada/Pacific
        America/Whitehorse Canada/Yukon
        America/Winnipeg America/Rainy_River Canada/Central
        Asia/Ashgabat Asia/Ashkhabad
        Asia/Dhaka Asia/Dacca
        Asia/Ho_Chi_Minh Asia/Saigon
        Asia/Hong_Kong Hongkong
        Asia/Jerusalem Asia/Tel_Aviv Israel
        Asia/Kathmandu Asia/Katmandu
        Asia/Kolkata Asia/Calcutta
        Asia/Macau Asia/Macao
        Asia/Makassar Asia/Ujung_Pandang
        Asia/Nicosia Europe/Nicosia
        Asia/Seoul ROK
        Asia/Shanghai Asia/Chongqing Asia/Chungking Asia/Harbin PRC
        Asia/Singapore Singapore
        Asia/Taipei ROC
        Asia/Tehran Iran
        Asia/Thimphu Asia/Thimbu
        Asia/Tokyo Japan
        Asia/Ulaanbaatar Asia/Choibalsan Asia/Ulan_Bator
        Asia/Urumqi Asia/Kashgar
        Asia/Yangon Asia/Rangoon
        Atlantic/Faroe Atlantic/Faeroe
        Australia/Adelaide Australia/South
        Australia/Brisbane Australia/Queensland
        Australia/Broken_Hill Australia/Yancowinna
        Australia/Darwin Australia/North
        Australia/Hobart Australia/Currie Australia/Tasmania
        Australia/Lord_Howe Australia/LHI
        Australia/Melbourne Australia/Victoria
        Australia/Perth Australia/West
        Australia/Sydney Australia/ACT Australia/Canberra Australia/NSW
        Etc/GMT Etc/GMT+0 Etc/GMT-0 Etc/GMT0 Etc/Greenwich GMT GMT+0 GMT-0 GMT0 Greenwich
        Etc/UTC Etc/UCT Etc/Universal Etc/Zulu UCT UTC Universal Zulu
        Europe/Belgrade Europe/Podgorica
        Europe/Berlin Arctic/Longyearbyen Atlantic/Jan_Mayen
        Europe/Chisinau Europe/Tiraspol
        Europe/Dublin Eire
        Europe/Helsinki Europe/Mariehamn
        Europe/Istanbul Asia/Istanbul Turkey
        Europe/Kyiv Europe/Kiev Europe/Uzhgorod Europe/Zaporozhye
        Europe/Lisbon Portugal
        Europe/London Europe/Belfast GB GB-Eire
        Europe/Moscow W-SU
        Europe/Prague Europe/Bratislava
        Europe/Rome Europe/San_Marino Europe/Vatican
        Europe/Warsaw Poland
        Europe/Zurich Europe/Busingen
        Pacific/Auckland Antarctica/South_Pole NZ
        Pacific/Chatham NZ-CHAT
        Pacific/Easter Chile/EasterIsland
        Pacific/Guadalcanal Pacific/Ponape
        Pacific/Honolulu Pacific/Johnston US/Hawaii
        Pacific/Kanton Pacific/Enderbury
        Pacific/Kwajalein Kwajalein
        Pacific/Pago_Pago Pacific/Samoa US/Samoa
        Pacific/Port_Moresby Pacific/Truk Pacific/Yap
        """;

    private static readonly FrozenDictionary<string, (string Old, string Present)> Aliases = Replaced.Split('\n')
        .Select(line => line.Split(' '))
        .SelectMany(names => names.Skip(1).Select(old => (Old: old, Present: names[0])))
        .ToFrozenDictionary(pair => pair.Old, StringComparer.OrdinalIgnoreCase);

    /// <summary>The zone and the proper spelling of its name, as it was given; null when there is no such zone.</summary>
    public static (string Name, TimeZoneInfo Zone)? Find(string name)
    {
        if (Of(name) is { } zone) return (zone.Id, zone);
        return Aliases.TryGetValue(name, out var alias) && Of(alias.Present) is { } present ? (alias.Old, present) : null;
    }

    private static TimeZoneInfo? Of(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? zone : null;
}
