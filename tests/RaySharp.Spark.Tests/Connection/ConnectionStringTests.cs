using RaySharp.Spark.Connection;

namespace RaySharp.Spark.Tests.Connection;

public sealed class ConnectionStringTests
{
    [Fact]
    public void All_parts_are_read()
    {
        var read = SparkConnectionStringParser.Parse("sc://spark.example:443/;token=a%3Bb%25;user_id=J%C3%BCrgen;x-cluster-id=0123-abc;use_ssl=true;session_id=01234567-89ab-cdef-0123-456789abcdef;user_agent=mine");
        Assert.Equal(("spark.example", 443, true, "a;b%", "Jürgen", "mine"), (read.Host, read.Port, read.UseTls, read.Token, read.UserId, read.UserAgent));
        Assert.Equal([new("x-cluster-id", "0123-abc")], read.Headers);
        Assert.Equal(Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"), read.SessionId);
        Assert.Equal(new Uri("https://spark.example:443"), read.Address);
    }

    [Theory]
    [InlineData("sc://localhost", "http://localhost:15002/")]
    [InlineData("SC://localhost/", "http://localhost:15002/")]
    [InlineData("sc://localhost/;", "http://localhost:15002/")]
    [InlineData("sc://10.0.0.1:77", "http://10.0.0.1:77/")]
    [InlineData("sc://[::1]", "http://[::1]:15002/")]
    [InlineData("sc://[::1]:7/;use_ssl=TRUE", "https://[::1]:7/")]
    [InlineData("sc://localhost/;token=t", "http://localhost:15002/")]
    [InlineData("sc://127.0.0.1/;token=t", "http://127.0.0.1:15002/")]
    [InlineData("sc://[::1]/;token=t", "http://[::1]:15002/")]
    [InlineData("sc://localhost/;token=t;use_ssl=true", "https://localhost:15002/")]
    [InlineData("sc://elsewhere/;token=t", "https://elsewhere:15002/")]
    [InlineData("sc://localhost.example/;token=t", "https://localhost.example:15002/")]
    public void A_token_means_TLS_except_on_this_machine(string text, string address) => Assert.Equal(new Uri(address), SparkConnectionStringParser.Parse(text).Address);

    [Theory]
    [InlineData("", "scheme", "must begin with 'sc://'")]
    [InlineData("spark://host:7077", "scheme", "begins with 'spark://'")]
    [InlineData("localhost:15002", "scheme", "must begin with 'sc://'")]
    [InlineData("sc://", "host", "there is none")]
    [InlineData("sc:///;user_id=a", "host", "there is none")]
    [InlineData("sc://:15002", "host", "there is none")]
    [InlineData("sc://me@host", "host", "user_id")]
    [InlineData("sc://a b", "host", "no host name")]
    [InlineData("sc://::1:15002", "host", "brackets")]
    [InlineData("sc://[::1", "host", "brackets")]
    [InlineData("sc://[::1]15002", "port", "':' and a port")]
    [InlineData("sc://host:", "port", "1 to 65535")]
    [InlineData("sc://host:0", "port", "'0' was found")]
    [InlineData("sc://host:65536", "port", "'65536' was found")]
    [InlineData("sc://host:+80", "port", "1 to 65535")]
    [InlineData("sc://host:http", "port", "'http' was found")]
    [InlineData("sc://host;user_id=a", "path", "put '/' between")]
    [InlineData("sc://host/path", "path", "no path")]
    [InlineData("sc://host/path;user_id=a", "path", "no path")]
    [InlineData("sc://host/;user_id", "parameter 1", "no '='")]
    [InlineData("sc://host/;user_id=a;=b", "parameter 2", "empty")]
    [InlineData("sc://host/;a b=c", "parameter 1", "signs other than")]
    [InlineData("sc://host/;user_id=a;USER_ID=b", "user_id", "twice")]
    [InlineData("sc://host/;user_id=", "user_id", "empty")]
    [InlineData("sc://host/;use_ssl=yes", "use_ssl", "neither 'true' nor 'false'")]
    [InlineData("sc://host/;token=", "token", "empty")]
    [InlineData("sc://host/;token=a%0Ab", "token", "printable ASCII")]
    [InlineData("sc://host/;token=100%", "token", "%25")]
    [InlineData("sc://host/;token=%zz", "token", "%25")]
    [InlineData("sc://host/;token=t;use_ssl=false", "use_ssl", "only localhost")]
    [InlineData("sc://host/;session_id=7", "session_id", "no UUID")]
    [InlineData("sc://host/;authorization=Bearer", "authorization", "'token'")]
    [InlineData("sc://host/;grpc-timeout=1S", "grpc-timeout", "belongs to gRPC")]
    [InlineData("sc://host/;x-bin=1", "x-bin", "belongs to gRPC")]
    [InlineData("sc://host/;x-header=ü", "x-header", "printable ASCII")]
    public void A_malformed_string_is_told_by_its_part(string text, string part, string words)
    {
        var failure = Assert.Throws<SparkConnectionStringException>(() => SparkConnectionStringParser.Parse(text));
        Assert.Equal(part, failure.Part);
        Assert.Contains(words, failure.Message);
        Assert.Contains("Its form: sc://host", failure.Message);
    }

    [Theory]
    [InlineData("sc://host/;token=hush;HUSH")]
    [InlineData("sc://host/;token=hush;HUSH HUSH=1")]
    [InlineData("sc://host/;token=hush%0AHUSH")]
    [InlineData("sc://host/;token=hush;use_ssl=false")]
    [InlineData("sc://host/;x-secret=hush%0A")]
    [InlineData("token=hush;sc://host")]
    [InlineData("hush-hush-hush-hush")]
    public void No_message_holds_what_may_be_secret(string text)
    {
        var failure = Assert.Throws<SparkConnectionStringException>(() => SparkConnectionStringParser.Parse(text));
        Assert.DoesNotContain(text.Contains('=') ? "hush" : "hush-hush-hush", failure.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void As_text_it_hides_the_token_and_headers() =>
        Assert.Equal("sc://host:1/;token=***;use_ssl=true;user_id=a%20b;x-key=***", SparkConnectionStringParser.Parse("sc://host:1/;token=hush;x-key=hush;user_id=a%20b").ToString());

    [Fact]
    public void The_environment_tells_what_the_program_does_not()
    {
        Dictionary<string, string> variables = new() { ["SPARK_REMOTE"] = "sc://far:9", ["SPARK_CONNECT_AUTHENTICATE_TOKEN"] = "hush" };
        var found = SparkEnvironment.Resolve(null, variables.GetValueOrDefault);
        Assert.Equal(("far", 9, "hush", true), (found.Host, found.Port, found.Token, found.UseTls));
        Assert.Equal("other", SparkEnvironment.Resolve("sc://near/;token=other", variables.GetValueOrDefault).Token);
        Assert.Equal("localhost:15002", SparkEnvironment.Resolve(null, _ => null).Endpoint);
    }

    [Fact]
    public void A_token_of_the_environment_is_told_to_nobody_unencrypted()
    {
        var failure = Assert.Throws<SparkConnectionStringException>(() => SparkEnvironment.Resolve("sc://far/;use_ssl=false", name => name.Contains("TOKEN") ? "hush" : null));
        Assert.Contains("SPARK_CONNECT_AUTHENTICATE_TOKEN", failure.Message);
        Assert.DoesNotContain("hush", failure.Message);
        Assert.Throws<SparkConnectionStringException>(() => SparkEnvironment.Resolve("sc://far", name => name.Contains("TOKEN") ? "hush\n" : null));
    }
}
