using Messaging.Application.Common;
using Messaging.WebApi.Commands;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.WebApi;

public sealed class ProgressLineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void Redirected_output_has_one_plain_line_for_each_step()
    {
        var line = new ProgressLine(_output, isTerminal: false, _time);

        line.WriteLine("Resuming.");
        Report(line, 500, 1_200);
        Report(line, 1_200, 1_200);

        Assert.Equal("Resuming.\nMessages: 500 of 1200 rows\nMessages: 1200 of 1200 rows\n", _output.ToString());
    }

    [Fact]
    public void Terminal_shows_count_rate_and_time_left_in_one_line()
    {
        var line = new ProgressLine(_output, isTerminal: true, _time);

        Report(line, 1_000, 9_000);
        Report(line, 2_000, 9_000, seconds: 10);
        Report(line, 8_900, 9_000, seconds: 69);
        Report(line, 9_000, 9_000, seconds: 1);

        // A copy that resumes at 1,000 has not copied those.
        Assert.Equal(
            ["", "Messages: 1000 of 9000 rows", "Messages: 2000 of 9000 rows, 100 rows/s, 1 min 10 s left", "Messages: 8900 of 9000 rows, 100 rows/s, 1 s left", "Messages: 9000 of 9000 rows, 100 rows/s\n"],
            Shown());
    }

    [Fact]
    public void Other_lines_replace_the_progress_on_a_terminal()
    {
        var line = new ProgressLine(_output, isTerminal: true, _time);

        Report(line, 1, 2);
        line.WriteLine("Row 7 differs.");
        Report(line, 2, 2);

        Assert.Equal(["", "Messages: 1 of 2 rows", "", "Row 7 differs.\n", "Messages: 2 of 2 rows\n"], Shown());
    }

    [Fact]
    public void Each_work_has_its_own_rate()
    {
        var line = new ProgressLine(_output, isTerminal: true, _time);

        Report(line, 0, 1_000_000);
        Report(line, 10, 1_000_000, seconds: 1);
        line.Report(new WorkProgress("Users", 5, 10, "rows"));

        Assert.Equal(["", "Messages: 0 of 1000000 rows", "Messages: 10 of 1000000 rows, 10 rows/s, 27 h 46 min left", "Users: 5 of 10 rows"], Shown());
    }

    public void Dispose() => _output.Dispose();

    private void Report(ProgressLine line, long done, long total, int seconds = 0)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        line.Report(new WorkProgress("Messages", done, total, "rows"));
    }

    /// <summary>The texts between carriage returns, without the spaces that wipe longer ones.</summary>
    private string[] Shown() => [.. _output.ToString().Split('\r').Select(text => text.EndsWith('\n') ? $"{text.TrimEnd()}\n" : text.TrimEnd())];
}
