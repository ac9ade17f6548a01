using System.Globalization;

namespace Messaging.Application.Common;

/// <summary>How far a long command has come.</summary>
/// <param name="What">The work, for example the name of a table.</param>
/// <param name="Done">How much is done.</param>
/// <param name="Total">How much there is to do.</param>
/// <param name="Unit">The name of the things that are counted, in the plural.</param>
public sealed record WorkProgress(string What, long Done, long Total, string Unit)
{
    /// <summary>For example <c>Messages: 500 of 1200 rows</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{What}: {Done} of {Total} {Unit}");
}
